#include <fcntl.h>
#include <sys/event.h>
#include <sys/time.h>
#include <sys/types.h>
#include <unistd.h>

#include <cmath>
#include <vector>

#include "selector/deadline.hh"
#include "selector/file-identity.hh"
#include "selector/selector.hh"
#include "selector/self-pipe.hh"
#include "util/fd-guard.hh"

namespace tsyncio {

namespace {

constexpr int kBatch = 1024;

// The unit of timers, and how many of it a millisecond has. macOS lets timers that are not critical come late to save power.
#if defined(NOTE_NSECONDS) && defined(NOTE_CRITICAL)
constexpr unsigned kTimerFlags = NOTE_NSECONDS | NOTE_CRITICAL;
constexpr double kTicks = 1e6;
#elif defined(NOTE_NSECONDS)
constexpr unsigned kTimerFlags = NOTE_NSECONDS;
constexpr double kTicks = 1e6;
#else
constexpr unsigned kTimerFlags = 0;
constexpr double kTicks = 1;
#endif

// kqueue has a filter for reading and one for writing, each with its own event; both of one descriptor are told as one. The system takes
// the filters away itself when the number is closed, even while duplicates live.
class KqueueSelector final : public Selector {
 public:
  int Open() override {
    kqueue_.Reset(kqueue());
    if (!kqueue_.valid()) return -errno;
    fcntl(kqueue_.get(), F_SETFD, FD_CLOEXEC);
    int answer = wake_.Open();
    return answer < 0 ? answer : Change(wake_.fd(), EVFILT_READ, EV_ADD);
  }

  int fd() const override { return kqueue_.get(); }

  int Register(int fd, int interest) override {
    FileIdentity file;
    int answer = Identify(fd, &file);
    if (answer < 0) return answer;
    if (Known(fd) && entries_[fd].file == file) return -EEXIST;
    if (static_cast<size_t>(fd) >= entries_.size()) entries_.resize(fd + 1);
    entries_[fd] = {};
    entries_[fd].known = true;
    entries_[fd].file = file;
    return Apply(fd, interest);
  }

  int Modify(int fd, int interest) override {
    if (!Known(fd)) return Unregistered(fd);
    const int answer = Confirm(fd, entries_[fd].file);
    if (answer == 0) return Apply(fd, interest);
    entries_[fd] = {};
    return answer;
  }

  int Unregister(int fd) override {
    if (!Known(fd)) return Unregistered(fd);
    const int answer = Confirm(fd, entries_[fd].file);
    // Filters that are gone already are no failure.
    Change(fd, EVFILT_READ, EV_DELETE);
    Change(fd, EVFILT_WRITE, EV_DELETE);
    entries_[fd] = {};
    return answer;
  }

  int SetDeadline(double delay) override {
    struct kevent change;
    if (!(delay < kFarthest)) {
      EV_SET(&change, kTimer, EVFILT_TIMER, EV_DELETE, 0, 0, nullptr);
      return kevent(kqueue_.get(), &change, 1, nullptr, 0, nullptr) < 0 && errno != ENOENT ? -errno : 0;
    }
    const double ticks = delay > 0 ? std::ceil(delay * kTicks) : 1;
    EV_SET(&change, kTimer, EVFILT_TIMER, EV_ADD | EV_ONESHOT, kTimerFlags, static_cast<int64_t>(ticks), nullptr);
    return kevent(kqueue_.get(), &change, 1, nullptr, 0, nullptr) < 0 ? -errno : 0;
  }

  int Wake() override { return wake_.Signal(); }

  int Poll(int32_t* events, int capacity, bool block) override {
    struct kevent ready[kBatch];
    const timespec now{};
    const int count = kevent(kqueue_.get(), nullptr, 0, ready, capacity < kBatch ? capacity : kBatch, block ? nullptr : &now);
    if (count < 0) return errno == EINTR ? 0 : -errno;
    batch_++;
    int filled = 0;
    for (int i = 0; i < count; i++) {
      const int fd = static_cast<int>(ready[i].ident);
      if (ready[i].filter == EVFILT_TIMER) continue;
      if (fd == wake_.fd()) wake_.Drain();
      else if (Known(fd)) filled = Tell(events, filled, fd, ReadinessOf(ready[i], entries_[fd].interest));
    }
    return filled;
  }

 private:
  static constexpr uintptr_t kTimer = 0;

  struct Entry {
    FileIdentity file;
    int interest = 0;
    bool known = false;
    // In which poll it was told last, and where among its events.
    uint64_t batch = 0;
    int place = 0;
  };

  bool Known(int fd) const { return fd >= 0 && static_cast<size_t>(fd) < entries_.size() && entries_[fd].known; }

  // The end of what can be read says nothing about writing where the other filter speaks for that.
  static int ReadinessOf(const struct kevent& event, int interest) {
    if (event.flags & EV_ERROR) return kReadable | kWritable;
    const bool ended = (event.flags & EV_EOF) != 0;
    if (event.filter == EVFILT_WRITE) return ended ? kReadable | kWritable : kWritable;
    return ended && !(interest & kWritable) ? kReadable | kWritable : kReadable;
  }

  int Tell(int32_t* events, int filled, int fd, int readiness) {
    Entry& entry = entries_[fd];
    if (entry.batch == batch_) {
      events[2 * entry.place + 1] |= readiness;
      return filled;
    }
    entry.batch = batch_;
    entry.place = filled;
    events[2 * filled] = fd;
    events[2 * filled + 1] = readiness;
    return filled + 1;
  }

  // Filters that are wanted are added even if they were there: the number may have been closed and opened again.
  int Apply(int fd, int interest) {
    int answer = SetFilter(fd, EVFILT_READ, interest & kReadable);
    if (answer == 0) answer = SetFilter(fd, EVFILT_WRITE, interest & kWritable);
    if (answer == 0) {
      entries_[fd].interest = interest;
      return 0;
    }
    Unregister(fd);
    return answer;
  }

  int SetFilter(int fd, int filter, int wanted) {
    if (wanted) return Change(fd, filter, EV_ADD);
    const int answer = Change(fd, filter, EV_DELETE);
    return answer == -ENOENT ? 0 : answer;
  }

  int Change(int fd, int filter, int flags) {
    struct kevent change;
    EV_SET(&change, static_cast<uintptr_t>(fd), static_cast<int16_t>(filter), static_cast<uint16_t>(flags), 0, 0, nullptr);
    return kevent(kqueue_.get(), &change, 1, nullptr, 0, nullptr) < 0 ? -errno : 0;
  }

  FdGuard kqueue_;
  SelfPipe wake_;
  // By descriptor.
  std::vector<Entry> entries_;
  uint64_t batch_ = 0;
};

}  // namespace

Selector* NewKqueueSelector() { return new KqueueSelector(); }

}  // namespace tsyncio
