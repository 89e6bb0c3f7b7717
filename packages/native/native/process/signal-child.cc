#include "process/signal-child.hh"

#include <cerrno>
#include <csignal>

#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace tsyncio {

int SignalChild(pid_t pid, int exit, int signo) {
#ifdef __linux__
#ifdef SYS_pidfd_send_signal
  constexpr long kPidfdSendSignal = SYS_pidfd_send_signal;
#else
  constexpr long kPidfdSendSignal = 424;  // the same number on every architecture
#endif
  if (syscall(kPidfdSendSignal, exit, signo, nullptr, 0) == 0) return 0;
  // The end of a pipe, or a system that does not know the call.
  if (errno != EBADF && errno != ENOSYS) return -errno;
#endif
  return kill(pid, signo) < 0 ? -errno : 0;
}

}  // namespace tsyncio
