#include <poll.h>

#include <vector>

#include "selector/deadline.hh"
#include "selector/file-identity.hh"
#include "selector/poll-watcher.hh"
#include "selector/selector.hh"
#include "selector/self-pipe.hh"

namespace tsyncio {

namespace {

short ToPoll(int interest) { return static_cast<short>(((interest & kReadable) ? POLLIN : 0) | ((interest & kWritable) ? POLLOUT : 0)); }

int FromPoll(short events) {
  int readiness = 0;
  if (events & (POLLIN | POLLERR | POLLHUP)) readiness |= kReadable;
  if (events & (POLLOUT | POLLERR | POLLHUP)) readiness |= kWritable;
  return readiness;
}

// poll(2): everywhere, and a call as long as the set. It knows numbers, not files, so each entry remembers the file it was made for.
class PollSelector final : public Selector {
 public:
  int Open() override {
    int answer = wake_.Open();
    if (answer < 0) return answer;
    set_.push_back({wake_.fd(), POLLIN, 0});
    files_.emplace_back();
    return watcher_.Open();
  }

  int fd() const override { return watcher_.fd(); }

  int Register(int fd, int interest) override {
    FileIdentity file;
    int answer = Identify(fd, &file);
    if (answer < 0) return answer;
    if (Known(fd)) {
      if (files_[slots_[fd]] == file) return -EEXIST;
      Forget(fd);
    }
    if (static_cast<size_t>(fd) >= slots_.size()) slots_.resize(fd + 1, kNone);
    slots_[fd] = static_cast<int>(set_.size());
    set_.push_back({fd, ToPoll(interest), 0});
    files_.push_back(file);
    changed_ = true;
    return 0;
  }

  int Modify(int fd, int interest) override {
    if (!Known(fd)) return Unregistered(fd);
    const int answer = Confirm(fd, files_[slots_[fd]]);
    if (answer < 0) {
      Forget(fd);
      return answer;
    }
    set_[slots_[fd]].events = ToPoll(interest);
    changed_ = true;
    return 0;
  }

  int Unregister(int fd) override {
    if (!Known(fd)) return Unregistered(fd);
    const int answer = Confirm(fd, files_[slots_[fd]]);
    Forget(fd);
    return answer;
  }

  int SetDeadline(double delay) override {
    deadline_ = DeadlineIn(delay);
    changed_ = true;
    return 0;
  }

  int Wake() override { return wake_.Signal(); }

  int Poll(int32_t* events, int capacity, bool block) override {
    watcher_.Settle();
    int ready = PollUntil(set_.data(), set_.size(), block ? deadline_ : 0);
    if (ready < 0) return ready == -EINTR ? 0 : ready;
    if (deadline_ != kNever && Now() >= deadline_) {
      deadline_ = kNever;
      changed_ = true;
    }
    if (ready > 0 && set_[0].revents != 0) {
      wake_.Drain();
      ready--;
    }
    return ready == 0 ? 0 : Collect(events, capacity, ready);
  }

  bool needs_watch() const override { return true; }

  int Watch() override {
    if (!changed_ && watcher_.busy()) return 0;
    changed_ = false;
    return watcher_.Watch(set_, deadline_);
  }

  void Unwatch() override { watcher_.Rest(); }

 private:
  static constexpr int kNone = -1;

  bool Known(int fd) const { return fd >= 0 && static_cast<size_t>(fd) < slots_.size() && slots_[fd] != kNone; }

  // The last entry takes its place.
  void Forget(int fd) {
    const int slot = slots_[fd];
    slots_[set_.back().fd] = slot;
    slots_[fd] = kNone;
    set_[slot] = set_.back();
    files_[slot] = files_.back();
    set_.pop_back();
    files_.pop_back();
    changed_ = true;
  }

  // Begins after the last descriptor that was told, so that with more ready than fit each has its turn.
  int Collect(int32_t* events, int capacity, int ready) {
    const size_t count = set_.size() - 1;
    int filled = 0;
    size_t looked = 0;
    closed_.clear();
    for (; looked < count && ready > 0 && filled < capacity; looked++) {
      const pollfd& entry = set_[1 + (next_ + looked) % count];
      if (entry.revents == 0) continue;
      ready--;
      if (!StillOpen(entry)) {
        closed_.push_back(entry.fd);
        continue;
      }
      events[2 * filled] = entry.fd;
      events[2 * filled + 1] = FromPoll(entry.revents);
      filled++;
    }
    next_ = (next_ + looked) % count;
    // A closed descriptor is "ready" for ever.
    for (int fd : closed_) Forget(fd);
    return filled;
  }

  bool StillOpen(const pollfd& entry) const {
    if (entry.revents & POLLNVAL) return false;
    return Confirm(entry.fd, files_[slots_[entry.fd]]) == 0;
  }

  SelfPipe wake_;
  PollWatcher watcher_;
  // The first is the wake-up. `files_` goes beside it; `slots_`, by descriptor, says where each is.
  std::vector<pollfd> set_;
  std::vector<FileIdentity> files_;
  std::vector<int> slots_;
  std::vector<int> closed_;
  Nanoseconds deadline_ = kNever;
  size_t next_ = 0;
  // Whether the watcher knows an older set or deadline.
  bool changed_ = true;
};

}  // namespace

Selector* NewPollSelector() { return new PollSelector(); }

}  // namespace tsyncio
