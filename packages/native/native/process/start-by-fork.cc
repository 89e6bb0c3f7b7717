#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "process/blocked-signals.hh"
#include "process/child.hh"
#include "process/start.hh"
#include "util/fd-guard.hh"

namespace tsyncio {

namespace {

// Blocking, close-on-exec, and above the standard streams, which the child replaces.
int OpenAbove(int fd) {
  const int moved = fcntl(fd, F_DUPFD_CLOEXEC, 3);
  close(fd);
  return moved;
}

// Where the system can, at no moment without close-on-exec: a child that another thread starts just then would keep the writer open, and its
// end would be waited for.
bool OpenReport(FdGuard* reader, FdGuard* writer) {
  int fds[2];
#ifdef __APPLE__
  if (pipe(fds) < 0) return false;
#else
  if (pipe2(fds, O_CLOEXEC) < 0) return false;
#endif
  reader->Reset(OpenAbove(fds[0]));
  writer->Reset(OpenAbove(fds[1]));
  return reader->valid() && writer->valid();
}

// The plan's, and this one, in order.
int* KeepAlso(const SpawnPlan& plan, int fd) {
  auto* keep = static_cast<int*>(malloc((plan.keep_count + 1) * sizeof(int)));
  if (keep == nullptr) return nullptr;
  int* end = std::copy(plan.keep, plan.keep + plan.keep_count, keep);
  *end = fd;
  std::sort(keep, end + 1);
  return keep;
}

[[noreturn]] void RunChild(const SpawnPlan& plan) {
  const SpawnFailure failure = BecomeProgram(plan);
  while (write(plan.report, &failure, sizeof failure) < 0 && errno == EINTR) {
  }
  _exit(127);
}

SpawnFailure ReadReport(int reader) {
  SpawnFailure failure;
  ssize_t length;
  do {
    length = read(reader, &failure, sizeof failure);
  } while (length < 0 && errno == EINTR);
  return length == sizeof failure ? failure : SpawnFailure{};
}

Started Fork(const SpawnPlan& plan, FdGuard* reader, FdGuard* writer) {
  Started started;
  {
    BlockedSignals blocked;
    started.pid = fork();
    if (started.pid == 0) RunChild(plan);
    if (started.pid < 0) started.failure = {errno, Step::kClone};
  }
  if (started.pid < 0) return started;
  writer->Reset();
  started.failure = ReadReport(reader->get());
  if (started.failure.error == 0) return started;
  while (waitpid(started.pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return started;
}

}  // namespace

Started StartByFork(const SpawnPlan& plan) {
  Started started;
  FdGuard reader, writer;
  if (!OpenReport(&reader, &writer)) {
    started.failure = {errno, Step::kPipe};
    return started;
  }
  SpawnPlan reporting = plan;
  int* keep = KeepAlso(plan, writer.get());
  if (keep == nullptr) {
    started.failure = {ENOMEM, Step::kPipe};
    return started;
  }
  reporting.keep = keep;
  reporting.keep_count = plan.keep_count + 1;
  reporting.report = writer.get();
  started = Fork(reporting, &reader, &writer);
  free(keep);
  return started;
}

}  // namespace tsyncio
