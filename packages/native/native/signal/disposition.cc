#include "signal/disposition.hh"

#include <signal.h>

#include <cerrno>
#include <mutex>

namespace tsyncio {

namespace {

// Dispositions belong to the process, so this table serves the environments of all threads.
struct Caught {
  // How many handles here catch it.
  int catchers = 0;
  // Whether `former` is what libuv put its own handler in the place of.
  bool kept = false;
  struct sigaction former;
  // What was there before it was made to last for one delivery.
  bool once = false;
  struct sigaction lasting;
};

std::mutex mutex;
Caught table[NSIG];

// The handler that was to be called once more stays, or comes back, for whoever else catches the signal from now on.
void MakeLasting(int signo, Caught* caught) {
  if (!caught->once) return;
  caught->once = false;
  sigaction(signo, &caught->lasting, nullptr);
}

struct sigaction Current(int signo) {
  struct sigaction action {};
  sigaction(signo, nullptr, &action);
  return action;
}

}  // namespace

int StartCatching(uv_signal_t* handle, int signo, uv_signal_cb callback) {
  if (signo < 1 || signo >= NSIG) return -EINVAL;
  std::lock_guard<std::mutex> lock(mutex);
  const struct sigaction before = Current(signo);
  const int answer = uv_signal_start(handle, callback, signo);
  if (answer < 0) return answer;
  Caught& caught = table[signo];
  // Unchanged, it is libuv's own: somebody else in this process catches the signal with it, and what was there before that stays kept.
  if (Current(signo).sa_handler != before.sa_handler) {
    caught.former = before;
    caught.kept = true;
  } else {
    MakeLasting(signo, &caught);
  }
  caught.catchers++;
  return 0;
}

void StopCatching(uv_signal_t* handle) {
  const int signo = handle->signum;
  if (signo == 0) return;
  std::lock_guard<std::mutex> lock(mutex);
  uv_signal_stop(handle);
  Caught& caught = table[signo];
  // Where libuv left its own handler, somebody else still catches the signal.
  if (--caught.catchers > 0 || !caught.kept || Current(signo).sa_handler != SIG_DFL) return;
  caught.kept = false;
  sigaction(signo, &caught.former, nullptr);
}

int CatchOnce(int signo) {
  if (signo < 1 || signo >= NSIG) return -EINVAL;
  std::lock_guard<std::mutex> lock(mutex);
  struct sigaction action = Current(signo);
  if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) return -EINVAL;
  Caught& caught = table[signo];
  // It may be so already, for somebody else.
  if ((action.sa_flags & static_cast<int>(SA_RESETHAND)) == 0) caught.lasting = action;
  caught.once = true;
  action.sa_flags |= static_cast<int>(SA_RESETHAND);
  return sigaction(signo, &action, nullptr) == 0 ? 0 : -errno;
}

void CatchAlways(int signo) {
  if (signo < 1 || signo >= NSIG) return;
  std::lock_guard<std::mutex> lock(mutex);
  MakeLasting(signo, &table[signo]);
}

}  // namespace tsyncio
