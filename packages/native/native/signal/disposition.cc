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
  // Whether the handler that is there when no handle here catches it any more is to be called once more.
  bool wanted = false;
  // Whether that was done, and what was there before.
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

bool LastsForOne(const struct sigaction& action) {
  return (action.sa_flags & static_cast<int>(SA_RESETHAND)) != 0;
}

int MakeLastForOne(int signo, Caught* caught) {
  struct sigaction action = Current(signo);
  if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) return -EINVAL;
  // It may be so already, for somebody else.
  if (!LastsForOne(action)) caught->lasting = action;
  caught->once = true;
  action.sa_flags |= static_cast<int>(SA_RESETHAND);
  return sigaction(signo, &action, nullptr) == 0 ? 0 : -errno;
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
    caught.once = caught.wanted = false;
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
  if (--caught.catchers > 0) return;
  // Where libuv left its own handler, somebody else still catches the signal.
  if (Current(signo).sa_handler != SIG_DFL) {
    if (caught.wanted) MakeLastForOne(signo, &caught);
    return;
  }
  if (!caught.kept) return;
  caught.kept = false;
  sigaction(signo, &caught.former, nullptr);
}

int CatchOnce(int signo) {
  if (signo < 1 || signo >= NSIG) return -EINVAL;
  std::lock_guard<std::mutex> lock(mutex);
  Caught& caught = table[signo];
  caught.wanted = true;
  return caught.catchers > 0 ? 0 : MakeLastForOne(signo, &caught);
}

bool CaughtOnce(int signo) {
  if (signo < 1 || signo >= NSIG) return false;
  std::lock_guard<std::mutex> lock(mutex);
  return table[signo].once && Current(signo).sa_handler == SIG_DFL;
}

void CatchAlways(int signo) {
  if (signo < 1 || signo >= NSIG) return;
  std::lock_guard<std::mutex> lock(mutex);
  table[signo].wanted = false;
  MakeLasting(signo, &table[signo]);
}

void EndCatchOnce(int signo) {
  if (signo < 1 || signo >= NSIG) return;
  std::lock_guard<std::mutex> lock(mutex);
  Caught& caught = table[signo];
  caught.wanted = false;
  // What libuv took away already must not come back.
  if (LastsForOne(Current(signo))) MakeLasting(signo, &caught);
  caught.once = false;
}

}  // namespace tsyncio
