#include "process/child.hh"

#include <fcntl.h>
#include <grp.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#ifdef __linux__
#include <sys/syscall.h>
#endif

#include "process/close-others.hh"

// Everything here runs between fork and exec in a process with threads, often in the memory of its parent: system calls only, no locks and no
// memory of the heap.

namespace tsyncio {

namespace {

#ifdef NSIG
constexpr int kSignals = NSIG;
#else
constexpr int kSignals = 65;
#endif

TSYNCIO_IN_CHILD SpawnFailure Failed(Step step) {
  SpawnFailure failure;
  failure.error = errno;
  failure.step = step;
  return failure;
}

// A handler of ours must not run in the child. What we ignore stays ignored, but for those that every Node program ignores.
TSYNCIO_IN_CHILD void ResetSignals() {
  struct sigaction fresh {};
  fresh.sa_handler = SIG_DFL;
  for (int signo = 1; signo < kSignals; signo++) {
    struct sigaction present;
    if (sigaction(signo, nullptr, &present) < 0 || present.sa_handler == SIG_DFL) continue;
    const bool always = signo == SIGPIPE || signo == SIGXFSZ;
    if (present.sa_handler != SIG_IGN || always) sigaction(signo, &fresh, nullptr);
  }
}

TSYNCIO_IN_CHILD int Inherit(int fd) {
  const int flags = fcntl(fd, F_GETFD);
  if (flags < 0) return -1;
  return (flags & FD_CLOEXEC) == 0 ? 0 : fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC);
}

// Those that another one would overwrite are moved out of the way first.
TSYNCIO_IN_CHILD int PlaceStdio(const int stdio[3]) {
  int from[3];
  for (int to = 0; to < 3; to++) {
    from[to] = stdio[to];
    if (from[to] == to || from[to] > 2) continue;
    from[to] = fcntl(from[to], F_DUPFD_CLOEXEC, 3);
    if (from[to] < 0) return -1;
  }
  for (int to = 0; to < 3; to++) {
    if (from[to] != to) {
      if (dup2(from[to], to) < 0) return -1;
    } else if (Inherit(to) < 0 && errno != EBADF) {  // One that is closed in this process is closed in the child.
      return -1;
    }
  }
  return 0;
}

TSYNCIO_IN_CHILD SpawnFailure PlaceDescriptors(const SpawnPlan& plan) {
  for (size_t i = 0; i < plan.keep_count; i++) {
    if (plan.keep[i] != plan.report && Inherit(plan.keep[i]) < 0) return Failed(Step::kKeep);
  }
  if (PlaceStdio(plan.stdio) < 0) return Failed(Step::kDup);
  CloseOthers(plan.keep, plan.keep_count, plan.closing);
  return {};
}

#ifdef __linux__

// The calls of the C library change all threads that it knows of, which are those of the parent: it would wait for a lock that one of them held
// when the child was made, and signal them. The narrow calls of old 32-bit systems are left aside.
#ifdef SYS_setgroups32
constexpr long kSetgroups = SYS_setgroups32, kSetregid = SYS_setregid32, kSetreuid = SYS_setreuid32;
#else
constexpr long kSetgroups = SYS_setgroups, kSetregid = SYS_setregid, kSetreuid = SYS_setreuid;
#endif

TSYNCIO_IN_CHILD long SetGroups(size_t count, const gid_t* groups) { return syscall(kSetgroups, count, groups); }
TSYNCIO_IN_CHILD long SetGroup(gid_t group) { return syscall(kSetregid, group, group); }
TSYNCIO_IN_CHILD long SetUser(uid_t user) { return syscall(kSetreuid, user, user); }

#else

long SetGroups(size_t count, const gid_t* groups) { return setgroups(static_cast<int>(count), groups); }
long SetGroup(gid_t group) { return setregid(group, group); }
long SetUser(uid_t user) { return setreuid(user, user); }

#endif

TSYNCIO_IN_CHILD SpawnFailure TakeIdentity(const SpawnPlan& plan) {
  if (plan.has_groups && SetGroups(plan.group_count, plan.groups) < 0) return Failed(Step::kSetgroups);
  if (plan.has_group && SetGroup(plan.group) < 0) return Failed(Step::kSetgid);
  if (plan.has_user && SetUser(plan.user) < 0) return Failed(Step::kSetuid);
  return {};
}

// The first that can be run. When none can, a better reason than that there is none is told.
TSYNCIO_IN_CHILD SpawnFailure Execute(const SpawnPlan& plan) {
  SpawnFailure failure;
  failure.error = ENOENT;
  failure.step = Step::kExec;
  bool found = false;
  for (char* const* path = plan.paths; *path != nullptr; path++) {
    execve(*path, plan.argv, plan.env);
    if (found) continue;
    failure.error = errno;
    found = errno != ENOENT && errno != ENOTDIR;
  }
  return failure;
}

}  // namespace

TSYNCIO_IN_CHILD SpawnFailure BecomeProgram(const SpawnPlan& plan) {
  ResetSignals();
  if (plan.new_session && setsid() < 0) return Failed(Step::kSetsid);
  if (plan.has_process_group && setpgid(0, plan.process_group) < 0) return Failed(Step::kSetpgid);
  if (plan.cwd != nullptr && chdir(plan.cwd) < 0) return Failed(Step::kChdir);
  if (plan.has_umask) umask(plan.umask);
  SpawnFailure failure = PlaceDescriptors(plan);
  if (failure.error != 0) return failure;
  if (plan.controlling_terminal && ioctl(STDIN_FILENO, TIOCSCTTY, 0) < 0) return Failed(Step::kTerminal);
  failure = TakeIdentity(plan);
  if (failure.error != 0) return failure;
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  return Execute(plan);
}

}  // namespace tsyncio
