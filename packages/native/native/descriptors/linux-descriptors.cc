#include "descriptors/descriptors.hh"

#ifdef __linux__
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cmath>
#endif

#include <cerrno>
#include <string>

#include "napi/args.hh"

// Descriptors that stand for something else than a file, to be polled. All are non-blocking, close-on-exec and the caller's to close.

namespace tsyncio {

#ifdef __linux__

namespace {

// eventfd(initial)
napi_value Eventfd(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  const int fd = eventfd(static_cast<unsigned>(args.Number(0)), EFD_NONBLOCK | EFD_CLOEXEC);
  return Int(env, fd < 0 ? -errno : fd);
}

timespec TimeOf(double milliseconds) {
  timespec time{};
  time.tv_sec = static_cast<time_t>(milliseconds / 1000);
  // Up, so that what is above zero stays so.
  time.tv_nsec = static_cast<long>(std::fmin(std::ceil(std::fmod(milliseconds, 1000) * 1e6), 999999999));
  return time;
}

// timerfd(first, interval): in milliseconds
napi_value Timerfd(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  const int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (fd < 0) return Int(env, -errno);
  itimerspec when{};
  when.it_value = TimeOf(args.Number(0));
  when.it_interval = TimeOf(args.Number(1));
  // All zeros would never expire.
  if (when.it_value.tv_sec == 0 && when.it_value.tv_nsec == 0) when.it_value.tv_nsec = 1;
  if (timerfd_settime(fd, 0, &when, nullptr) == 0) return Int(env, fd);
  const int error = errno;
  close(fd);
  return Int(env, -error);
}

// pidfdOpen(pid)
napi_value PidfdOpen(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
#ifdef SYS_pidfd_open
  constexpr long kPidfdOpen = SYS_pidfd_open;
#else
  constexpr long kPidfdOpen = 434;  // the same number on every architecture
#endif
  const long fd = syscall(kPidfdOpen, args.Integer(0), 0);
  return Int(env, fd < 0 ? -errno : fd);
}

napi_value InotifyInit(napi_env env, napi_callback_info info) {
  const int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  return Int(env, fd < 0 ? -errno : fd);
}

// inotifyAddWatch(fd, path, mask)
napi_value InotifyAddWatch(napi_env env, napi_callback_info info) {
  Args<3> args(env, info);
  std::string path;
  if (!StringOf(env, args.at(1), &path)) return Int(env, -EINVAL);
  const int watch = inotify_add_watch(args.Integer(0), path.c_str(), static_cast<uint32_t>(args.Number(2)));
  return Int(env, watch < 0 ? -errno : watch);
}

// inotifyRmWatch(fd, watch)
napi_value InotifyRmWatch(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  return Int(env, inotify_rm_watch(args.Integer(0), args.Integer(1)) < 0 ? -errno : 0);
}

}  // namespace

void RegisterDescriptors(napi_env env, napi_value exports) {
  Export(env, exports,
         {{"eventfd", Eventfd},
          {"timerfd", Timerfd},
          {"pidfdOpen", PidfdOpen},
          {"inotifyInit", InotifyInit},
          {"inotifyAddWatch", InotifyAddWatch},
          {"inotifyRmWatch", InotifyRmWatch}});
}

#else

void RegisterDescriptors(napi_env env, napi_value exports) {}

#endif

}  // namespace tsyncio
