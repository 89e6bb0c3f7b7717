#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cmath>
#include <vector>

#include "selector/deadline.hh"
#include "selector/file-identity.hh"
#include "selector/selector.hh"
#include "util/fd-guard.hh"
#include "util/retry-eintr.hh"

namespace tsyncio {

namespace {

constexpr int kBatch = 1024;
// What our own timer and wake-up are registered with; descriptors of the caller begin at 1.
constexpr uint32_t kOwn = 0;

uint32_t ToEpoll(int interest) { return ((interest & kReadable) ? EPOLLIN : 0u) | ((interest & kWritable) ? EPOLLOUT : 0u); }

int FromEpoll(uint32_t events) {
  int readiness = 0;
  if (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) readiness |= kReadable;
  if (events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) readiness |= kWritable;
  return readiness;
}

// epoll knows files, not numbers: a registration stays until the last duplicate of its file is closed, and goes on telling the number it
// was made with, which may be closed by then or another file's. EPOLL_CTL_DEL finds no such registration. So each carries a generation:
//
//   Register ──► entry { generation, interest } ──Unregister, or the number is found closed or another's──► no entry
//
//   an event whose generation is not its number's entry's ──► never told; the instance is made anew from the entries
class EpollSelector final : public Selector {
 public:
  int Open() override {
    timer_.Reset(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
    if (!timer_.valid()) return -errno;
    wake_.Reset(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!wake_.valid()) return -errno;
    return OpenInstance(&epoll_);
  }

  int fd() const override { return epoll_.get(); }

  int Register(int fd, int interest) override {
    const uint32_t generation = NextGeneration();
    int answer = Control(epoll_, EPOLL_CTL_ADD, fd, interest, generation);
    // A registration of the same file under the same number that was given up while both were apart.
    if (answer == -EEXIST && !Known(fd)) answer = Control(epoll_, EPOLL_CTL_MOD, fd, interest, generation);
    if (answer < 0) return answer;
    if (static_cast<size_t>(fd) >= entries_.size()) entries_.resize(fd + 1);
    entries_[fd] = {generation, interest};
    return 0;
  }

  int Modify(int fd, int interest) override {
    if (!Known(fd)) return Unregistered(fd);
    int answer = Control(epoll_, EPOLL_CTL_MOD, fd, interest, entries_[fd].generation);
    if (answer < 0) {
      entries_[fd] = {};
      return answer;
    }
    entries_[fd].interest = interest;
    return 0;
  }

  int Unregister(int fd) override {
    if (!Known(fd)) return Unregistered(fd);
    entries_[fd] = {};
    // Where the number is closed or another's this fails; should the registration live on, its next event tells.
    return Control(epoll_, EPOLL_CTL_DEL, fd, 0, kOwn);
  }

  int SetDeadline(double delay) override {
    itimerspec when{};
    if (delay < kFarthest) {
      // All zeros would disarm it.
      double nanoseconds = delay > 0 ? std::ceil(delay * 1e6) : 1;
      when.it_value.tv_sec = static_cast<time_t>(nanoseconds / 1e9);
      when.it_value.tv_nsec = static_cast<long>(std::fmod(nanoseconds, 1e9));
      if (when.it_value.tv_sec == 0 && when.it_value.tv_nsec == 0) when.it_value.tv_nsec = 1;
    }
    return timerfd_settime(timer_.get(), 0, &when, nullptr) < 0 ? -errno : 0;
  }

  int Wake() override {
    const uint64_t one = 1;
    auto answer = RetryEintr([&] { return write(wake_.get(), &one, sizeof one); });
    // A full counter is awake already.
    return answer < 0 && answer != -EAGAIN ? static_cast<int>(answer) : 0;
  }

  int Poll(int32_t* events, int capacity, bool block) override {
    epoll_event ready[kBatch];
    int count = epoll_wait(epoll_.get(), ready, capacity < kBatch ? capacity : kBatch, block ? -1 : 0);
    // An interrupted wait returns: a signal may have work for the loop.
    if (count < 0) return errno == EINTR ? 0 : -errno;
    int filled = 0;
    bool stale = false;
    for (int i = 0; i < count; i++) {
      const uint32_t generation = static_cast<uint32_t>(ready[i].data.u64 >> 32);
      const int fd = static_cast<int>(ready[i].data.u64 & 0xffffffffu);
      if (generation == kOwn) {
        Drain(fd);
        continue;
      }
      if (entries_[fd].generation != generation) {
        stale = true;
        continue;
      }
      events[2 * filled] = fd;
      events[2 * filled + 1] = FromEpoll(ready[i].events);
      filled++;
    }
    if (stale) Renew();
    return filled;
  }

 private:
  struct Entry {
    uint32_t generation = kOwn;
    int interest = 0;
  };

  bool Known(int fd) const { return fd >= 0 && static_cast<size_t>(fd) < entries_.size() && entries_[fd].generation != kOwn; }

  uint32_t NextGeneration() {
    last_generation_++;
    if (last_generation_ == kOwn) last_generation_++;
    return last_generation_;
  }

  int OpenInstance(FdGuard* epoll) const {
    epoll->Reset(epoll_create1(EPOLL_CLOEXEC));
    if (!epoll->valid()) return -errno;
    int answer = Control(*epoll, EPOLL_CTL_ADD, timer_.get(), kReadable, kOwn);
    return answer < 0 ? answer : Control(*epoll, EPOLL_CTL_ADD, wake_.get(), kReadable, kOwn);
  }

  // Put a new instance in the place of the old, under its number. Without a descriptor to spare the old one stays: it costs a turn each
  // time it tells what nobody wants, and the next of those turns tries again.
  void Renew() {
    FdGuard fresh;
    if (OpenInstance(&fresh) < 0) return;
    for (size_t i = 0; i < entries_.size(); i++) {
      if (entries_[i].generation != kOwn && !MoveTo(fresh, static_cast<int>(i))) entries_[i] = {};
    }
    if (RetryEintr([&] { return dup3(fresh.get(), epoll_.get(), O_CLOEXEC); }) < 0) return;
    renewed_ = true;
  }

  // The old instance is asked first: a number that has become another file's was never registered as that.
  bool MoveTo(const FdGuard& fresh, int fd) const {
    const Entry& entry = entries_[fd];
    if (Control(epoll_, EPOLL_CTL_MOD, fd, entry.interest, entry.generation) < 0) return false;
    return Control(fresh, EPOLL_CTL_ADD, fd, entry.interest, entry.generation) == 0;
  }

  static int Control(const FdGuard& epoll, int operation, int fd, int interest, uint32_t generation) {
    epoll_event event{};
    event.events = ToEpoll(interest);
    event.data.u64 = static_cast<uint64_t>(generation) << 32 | static_cast<uint32_t>(fd);
    return epoll_ctl(epoll.get(), operation, fd, &event) < 0 ? -errno : 0;
  }

  static void Drain(int fd) {
    uint64_t count;
    while (read(fd, &count, sizeof count) < 0 && errno == EINTR) {
    }
  }

  FdGuard epoll_;
  FdGuard timer_;
  FdGuard wake_;
  // By descriptor.
  std::vector<Entry> entries_;
  uint32_t last_generation_ = kOwn;
};

}  // namespace

Selector* NewEpollSelector() { return new EpollSelector(); }

}  // namespace tsyncio
