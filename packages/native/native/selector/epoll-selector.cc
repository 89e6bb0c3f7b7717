#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>

#include <cmath>

#include "selector/selector.hh"
#include "util/fd-guard.hh"
#include "util/retry-eintr.hh"

namespace tsyncio {

namespace {

constexpr int kBatch = 1024;

uint32_t ToEpoll(int interest) { return ((interest & kReadable) ? EPOLLIN : 0u) | ((interest & kWritable) ? EPOLLOUT : 0u); }

int FromEpoll(uint32_t events) {
  int readiness = 0;
  if (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) readiness |= kReadable;
  if (events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) readiness |= kWritable;
  return readiness;
}

class EpollSelector final : public Selector {
 public:
  int Open() override {
    epoll_.Reset(epoll_create1(EPOLL_CLOEXEC));
    if (!epoll_.valid()) return -errno;
    timer_.Reset(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
    if (!timer_.valid()) return -errno;
    wake_.Reset(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!wake_.valid()) return -errno;
    int answer = Control(EPOLL_CTL_ADD, timer_.get(), kReadable);
    return answer < 0 ? answer : Control(EPOLL_CTL_ADD, wake_.get(), kReadable);
  }

  int fd() const override { return epoll_.get(); }
  int Register(int fd, int interest) override { return Control(EPOLL_CTL_ADD, fd, interest); }
  int Modify(int fd, int interest) override { return Control(EPOLL_CTL_MOD, fd, interest); }
  int Unregister(int fd) override { return Control(EPOLL_CTL_DEL, fd, 0); }

  int SetDeadline(double delay) override {
    itimerspec when{};
    if (std::isfinite(delay)) {
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
    for (int i = 0; i < count; i++) {
      int fd = ready[i].data.fd;
      if (fd == timer_.get() || fd == wake_.get()) {
        Drain(fd);
        continue;
      }
      events[2 * filled] = fd;
      events[2 * filled + 1] = FromEpoll(ready[i].events);
      filled++;
    }
    return filled;
  }

 private:
  int Control(int operation, int fd, int interest) {
    epoll_event event{};
    event.events = ToEpoll(interest);
    event.data.fd = fd;
    return epoll_ctl(epoll_.get(), operation, fd, &event) < 0 ? -errno : 0;
  }

  static void Drain(int fd) {
    uint64_t count;
    while (read(fd, &count, sizeof count) < 0 && errno == EINTR) {
    }
  }

  FdGuard epoll_;
  FdGuard timer_;
  FdGuard wake_;
};

}  // namespace

Selector* NewSelector() { return new EpollSelector(); }

}  // namespace tsyncio
