// kqueue as its manual describes it, made of epoll, so that the kqueue selector can be run where there is no kqueue. It shows that the
// selector does what it means to; that kqueue does what the selector believes, only a system that has it can show.
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/event.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <mutex>
#include <vector>

// The addon is linked with --wrap=close: the system forgets a descriptor when it is closed, and so must we.
extern "C" int __real_close(int fd);
extern "C" int __wrap_close(int fd);

namespace {

// The filters of one descriptor. A duplicate is watched in its place: what was closed can then still be taken out of the epoll instance.
struct Knotes {
  int duplicate = -1;
  dev_t device = 0;
  ino_t inode = 0;
  bool read = false;
  bool write = false;
};

struct Queue {
  int timer = -1;
  std::map<int, Knotes> knotes;
};

constexpr uint64_t kTimer = UINT64_MAX;
std::mutex mutex;
std::map<int, Queue> queues;

int Control(int kq, int operation, int fd, uint32_t events, uint64_t data) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = data;
  return epoll_ctl(kq, operation, fd, &event);
}

// Far up, where it takes no number that is about to be given out again.
int Duplicate(int fd) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return fcntl(fd, F_DUPFD_CLOEXEC, static_cast<int>(limit.rlim_cur < 20000 ? limit.rlim_cur / 2 : 10000));
}

void Drop(int kq, Queue* queue, int fd) {
  const int duplicate = queue->knotes[fd].duplicate;
  Control(kq, EPOLL_CTL_DEL, duplicate, 0, 0);
  __real_close(duplicate);
  queue->knotes.erase(fd);
}

// What others closed: noticed late.
void DropClosed(int kq, Queue* queue) {
  std::vector<int> closed;
  for (const auto& [fd, knotes] : queue->knotes) {
    struct stat status;
    if (fstat(fd, &status) < 0 || status.st_dev != knotes.device || status.st_ino != knotes.inode) closed.push_back(fd);
  }
  for (int fd : closed) Drop(kq, queue, fd);
}

int Update(int kq, Queue* queue, int fd) {
  const Knotes& knotes = queue->knotes[fd];
  if (!knotes.read && !knotes.write) {
    Drop(kq, queue, fd);
    return 0;
  }
  const uint32_t events = (knotes.read ? EPOLLIN | EPOLLRDHUP : 0u) | (knotes.write ? EPOLLOUT : 0u);
  if (Control(kq, EPOLL_CTL_MOD, knotes.duplicate, events, fd) == 0) return 0;
  return Control(kq, EPOLL_CTL_ADD, knotes.duplicate, events, fd);
}

int ChangeFilter(int kq, Queue* queue, const struct kevent& change) {
  const int fd = static_cast<int>(change.ident);
  struct stat status;
  if (fstat(fd, &status) < 0) return -1;
  const bool known = queue->knotes.count(fd) > 0;
  bool Knotes::*filter = change.filter == EVFILT_READ ? &Knotes::read : &Knotes::write;
  if ((change.flags & EV_DELETE) != 0 && (!known || !(queue->knotes[fd].*filter))) {
    errno = ENOENT;
    return -1;
  }
  Knotes& knotes = queue->knotes[fd];
  if (!known) knotes = {Duplicate(fd), status.st_dev, status.st_ino, false, false};
  knotes.*filter = (change.flags & EV_DELETE) == 0;
  return Update(kq, queue, fd);
}

int ChangeTimer(Queue* queue, const struct kevent& change) {
  itimerspec when{};
  const int64_t nanoseconds = (change.flags & EV_DELETE) != 0 ? 0 : change.data;
  when.it_value = {nanoseconds / 1000000000, nanoseconds % 1000000000};
  return timerfd_settime(queue->timer, 0, &when, nullptr);
}

// What one epoll event is in terms of filters.
int Translate(const epoll_event& ready, const Queue& queue, struct kevent* events) {
  if (ready.data.u64 == kTimer) {
    uint64_t expirations;
    if (read(queue.timer, &expirations, sizeof expirations) < 0) return 0;
    EV_SET(events, 0, EVFILT_TIMER, EV_ONESHOT, 0, static_cast<int64_t>(expirations), nullptr);
    return 1;
  }
  const int fd = static_cast<int>(ready.data.u64);
  const auto found = queue.knotes.find(fd);
  if (found == queue.knotes.end()) return 0;
  const bool hung_up = (ready.events & (EPOLLHUP | EPOLLERR)) != 0;
  int count = 0;
  if (found->second.read && (hung_up || (ready.events & (EPOLLIN | EPOLLRDHUP)))) {
    const bool ended = hung_up || (ready.events & EPOLLRDHUP);
    EV_SET(&events[count++], fd, EVFILT_READ, ended ? EV_EOF : 0, 0, 0, nullptr);
  }
  if (found->second.write && (hung_up || (ready.events & EPOLLOUT))) {
    EV_SET(&events[count++], fd, EVFILT_WRITE, hung_up ? EV_EOF : 0, 0, 0, nullptr);
  }
  return count;
}

void Forget(int kq) {
  const auto old = queues.find(kq);
  if (old == queues.end()) return;
  for (const auto& [fd, knotes] : old->second.knotes) __real_close(knotes.duplicate);
  __real_close(old->second.timer);
  queues.erase(old);
}

}  // namespace

int kqueue() {
  const int kq = epoll_create1(EPOLL_CLOEXEC);
  if (kq < 0) return kq;
  std::lock_guard<std::mutex> lock(mutex);
  queues[kq].timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  Control(kq, EPOLL_CTL_ADD, queues[kq].timer, EPOLLIN, kTimer);
  return kq;
}

int kevent(int kq, const struct kevent* changes, int change_count, struct kevent* events, int capacity, const timespec* timeout) {
  {
    std::lock_guard<std::mutex> lock(mutex);
    Queue& queue = queues[kq];
    DropClosed(kq, &queue);
    for (int i = 0; i < change_count; i++) {
      const int answer = changes[i].filter == EVFILT_TIMER ? ChangeTimer(&queue, changes[i]) : ChangeFilter(kq, &queue, changes[i]);
      if (answer < 0) return -1;
    }
  }
  if (capacity == 0) return 0;
  std::vector<epoll_event> ready(capacity);
  const int count = epoll_wait(kq, ready.data(), capacity, timeout == nullptr ? -1 : 0);
  if (count < 0) return -1;
  std::lock_guard<std::mutex> lock(mutex);
  Queue& queue = queues[kq];
  DropClosed(kq, &queue);
  int filled = 0;
  for (int i = 0; i < count; i++) {
    struct kevent both[2];
    const int told = Translate(ready[i], queue, both);
    for (int j = 0; j < told && filled < capacity; j++) events[filled++] = both[j];
  }
  return filled;
}

extern "C" int __wrap_close(int fd) {
  {
    std::lock_guard<std::mutex> lock(mutex);
    Forget(fd);
    for (auto& [kq, queue] : queues) {
      if (queue.knotes.count(fd) > 0) Drop(kq, &queue, fd);
    }
  }
  return __real_close(fd);
}
