#include "process/exit-watch.hh"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "process/blocked-signals.hh"
#include "process/detached-thread.hh"

namespace tsyncio {

namespace {

struct Waiting {
  pid_t pid;
  int writer;
};

// Leaves the child to be reaped. One that somebody reaped already has ended as well.
void* WaitForExit(void* data) {
  auto* waiting = static_cast<Waiting*>(data);
  siginfo_t ended;
  while (waitid(P_PID, static_cast<id_t>(waiting->pid), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
  close(waiting->writer);
  free(waiting);
  return nullptr;
}

void* WaitAndReap(void* data) {
  auto* waiting = static_cast<Waiting*>(data);
  while (waitpid(waiting->pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  free(waiting);
  return nullptr;
}

Waiting* NewWaiting(pid_t pid, int writer) {
  auto* waiting = static_cast<Waiting*>(malloc(sizeof(Waiting)));
  if (waiting != nullptr) *waiting = {pid, writer};
  return waiting;
}

}  // namespace

SpawnFailure ExitWatch::Prepare() {
  int fds[2];
#ifdef __APPLE__
  if (pipe(fds) < 0) return {errno, Step::kPipe};
  for (int fd : fds) fcntl(fd, F_SETFD, FD_CLOEXEC);
#else
  if (pipe2(fds, O_CLOEXEC) < 0) return {errno, Step::kPipe};
#endif
  reader_.Reset(fds[0]);
  writer_.Reset(fds[1]);
  return {};
}

int ExitWatch::Watch(const Started& started, SpawnFailure* failure) {
  if (started.pidfd >= 0) return started.pidfd;
  if (!reader_.valid()) {
    *failure = Prepare();
    if (failure->error != 0) return -1;
  }
  Waiting* waiting = NewWaiting(started.pid, writer_.get());
  const int error = waiting == nullptr ? ENOMEM : StartDetached(WaitForExit, waiting);
  if (error != 0) {
    free(waiting);
    *failure = {error, Step::kThread};
    return -1;
  }
  writer_.Release();
  return reader_.Release();
}

void ReapLater(pid_t pid) {
  Waiting* waiting = NewWaiting(pid, -1);
  if (waiting != nullptr && StartDetached(WaitAndReap, waiting) != 0) free(waiting);
}

}  // namespace tsyncio
