#pragma once

#include <poll.h>
#include <time.h>

#include <cerrno>
#include <cmath>
#include <cstdint>
#include <limits>

namespace tsyncio {

// A moment on the monotonic clock, in nanoseconds.
using Nanoseconds = int64_t;

constexpr Nanoseconds kNever = std::numeric_limits<Nanoseconds>::max();

// Half a century, in milliseconds: what is later counts as never, so that no system's arithmetic overflows.
constexpr double kFarthest = 50 * 366 * 86400e3;

inline Nanoseconds Now() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<Nanoseconds>(now.tv_sec) * 1000000000 + now.tv_nsec;
}

// `delay` milliseconds from now.
inline Nanoseconds DeadlineIn(double delay) {
  if (!(delay < kFarthest)) return kNever;
  return Now() + (delay > 0 ? static_cast<Nanoseconds>(std::ceil(delay * 1e6)) : 0);
}

// poll(2) until a deadline, as finely as the system can. A negated error number, or how many are ready.
inline int PollUntil(pollfd* set, size_t count, Nanoseconds deadline) {
  const Nanoseconds left = deadline == kNever ? 0 : deadline - Now();
#ifdef __APPLE__
  const int64_t milliseconds = left > 0 ? (left + 999999) / 1000000 : 0;
  const int timeout = deadline == kNever ? -1 : static_cast<int>(milliseconds < 2147483647 ? milliseconds : 2147483647);
  const int ready = poll(set, static_cast<nfds_t>(count), timeout);
#else
  timespec timeout{};
  if (left > 0) {
    timeout.tv_sec = static_cast<time_t>(left / 1000000000);
    timeout.tv_nsec = static_cast<long>(left % 1000000000);
  }
  const int ready = ppoll(set, static_cast<nfds_t>(count), deadline == kNever ? nullptr : &timeout, nullptr);
#endif
  return ready < 0 ? -errno : ready;
}

}  // namespace tsyncio
