#ifdef __linux__

#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <new>

#include "process/blocked-signals.hh"
#include "process/child.hh"
#include "process/start.hh"

namespace tsyncio {

namespace {

#ifdef CLONE_PIDFD
constexpr int kPidfd = CLONE_PIDFD;
#else
constexpr int kPidfd = 0x1000;
#endif

#ifdef SYS_pidfd_open
constexpr long kPidfdOpen = SYS_pidfd_open;
#else
constexpr long kPidfdOpen = 434;  // the same number on every architecture
#endif

constexpr size_t kStack = 64 * 1024;

// Shared with the child, whichever memory it has else. The stack grows down towards `failure`, which it is far from reaching.
struct Shared {
  const SpawnPlan* plan;
  SpawnFailure failure;
  alignas(16) char stack[kStack];
};

TSYNCIO_IN_CHILD int RunChild(void* data) {
  auto* shared = static_cast<Shared*>(data);
  shared->failure = BecomeProgram(*shared->plan);
  _exit(127);
}

// The descriptors are older than what can be polled, which came with this call; a sandbox may refuse it.
bool HasPidfds() {
  const long fd = syscall(kPidfdOpen, getpid(), 0);
  if (fd >= 0) close(static_cast<int>(fd));
  return fd >= 0 || (errno != ENOSYS && errno != EPERM);
}

int Clone(Shared* shared, int flags, int* pidfd) {
  return clone(RunChild, shared->stack + kStack, flags, shared, pidfd);
}

Started StartWith(Shared* shared, const SpawnPlan& plan) {
  static const bool has_pidfds = HasPidfds();
  Started started;
  shared->plan = &plan;
  const int flags = SIGCHLD | CLONE_VFORK | (plan.changes_identity() ? 0 : CLONE_VM);
  {
    BlockedSignals blocked;
    started.pid = Clone(shared, flags | (has_pidfds ? kPidfd : 0), &started.pidfd);
    if (started.pid < 0) started.failure = {errno, Step::kClone};
  }
  if (started.pid < 0 || shared->failure.error == 0) return started;
  started.failure = shared->failure;
  while (waitpid(started.pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  if (started.pidfd >= 0) close(started.pidfd);
  return started;
}

}  // namespace

Started StartByClone(const SpawnPlan& plan) {
  void* memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    Started started;
    started.failure = {errno, Step::kMmap};
    return started;
  }
  // Its memory is zeros already: no page of the stack needs to be touched.
  auto* shared = static_cast<Shared*>(memory);
  const Started started = StartWith(shared, plan);
  munmap(memory, sizeof(Shared));
  return started;
}

}  // namespace tsyncio

#endif
