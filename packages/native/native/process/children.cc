#include "process/children.hh"

#include <poll.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "process/end-at-exit.hh"
#include "process/exit-watch.hh"
#include "process/signal-child.hh"

namespace tsyncio {

namespace {

// A killed process is gone within microseconds, unless it is within a call to a device that does not answer.
constexpr int kMostMilliseconds = 100;

bool Reap(pid_t pid) {
  pid_t answer;
  do {
    answer = waitpid(pid, nullptr, WNOHANG);
  } while (answer < 0 && errno == EINTR);
  return answer != 0;
}

void ReapKilled(pid_t pid, int exit) {
  if (Reap(pid)) return;
  pollfd ended{exit, POLLIN, 0};
  while (poll(&ended, 1, kMostMilliseconds) < 0 && errno == EINTR) {
  }
  if (!Reap(pid)) ReapLater(pid);
}

}  // namespace

Children::~Children() {
  ForgetAtExit(this);
  free(children_);
}

size_t Children::Find(pid_t pid) const {
  size_t low = 0;
  for (size_t high = count_; low < high;) {
    const size_t middle = low + (high - low) / 2;
    if (children_[middle].pid < pid) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

bool Children::Reserve() {
  if (count_ < room_) return true;
  const size_t room = room_ == 0 ? 16 : 2 * room_;
  auto* children = static_cast<Child*>(realloc(children_, room * sizeof(Child)));
  if (children == nullptr) return false;
  if (children_ == nullptr) EndAtExit(this);
  children_ = children;
  room_ = room;
  return true;
}

void Children::Add(pid_t pid, int exit) {
  const size_t index = Find(pid);
  memmove(children_ + index + 1, children_ + index, (count_ - index) * sizeof(Child));
  children_[index] = {pid, exit};
  count_++;
}

int Children::ExitOf(pid_t pid) const {
  const size_t index = Find(pid);
  return Has(index, pid) ? children_[index].exit : -1;
}

void Children::Remove(pid_t pid) {
  const size_t index = Find(pid);
  if (!Has(index, pid)) return;
  count_--;
  memmove(children_ + index, children_ + index + 1, (count_ - index) * sizeof(Child));
}

void Children::End(pid_t pid) {
  const int exit = ExitOf(pid);
  if (exit < 0) return;
  Remove(pid);
  SignalChild(pid, exit, SIGKILL);
  ReapKilled(pid, exit);
}

// All are killed before the first is waited for.
void Children::EndAll() {
  for (size_t i = 0; i < count_; i++) SignalChild(children_[i].pid, children_[i].exit, SIGKILL);
  for (size_t i = 0; i < count_; i++) ReapKilled(children_[i].pid, children_[i].exit);
  count_ = 0;
}

}  // namespace tsyncio
