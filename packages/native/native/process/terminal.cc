#include "process/terminal.hh"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

#include "environment/environment.hh"
#include "napi/args.hh"
#include "util/fd-guard.hh"

namespace tsyncio {

namespace {

constexpr int kLargest = 0xffff;

int CloseOnExec(int fd) {
  if (fd >= 0) fcntl(fd, F_SETFD, FD_CLOEXEC);
  return fd;
}

// Asked for in the same call where the system allows it.
int OpenPrimary() {
#ifdef __linux__
  return posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
#else
  const int fd = CloseOnExec(posix_openpt(O_RDWR | O_NOCTTY));
  if (fd >= 0) fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  return fd;
#endif
}

// It does not become our own terminal.
int OpenSecondary(int primary) {
  if (grantpt(primary) < 0 || unlockpt(primary) < 0) return -1;
#if defined(__linux__)
  char name[64];
  const int error = ptsname_r(primary, name, sizeof name);
  if (error != 0) {
    errno = error;
    return -1;
  }
#else
  const char* name = ptsname(primary);
  if (name == nullptr) return -1;
#endif
  return CloseOnExec(open(name, O_RDWR | O_NOCTTY | O_CLOEXEC));
}

int Resize(int fd, int32_t columns, int32_t rows) {
  if (columns < 0 || columns > kLargest || rows < 0 || rows > kLargest) return -EINVAL;
  winsize size{};
  size.ws_col = static_cast<unsigned short>(columns);
  size.ws_row = static_cast<unsigned short>(rows);
  return ioctl(fd, TIOCSWINSZ, &size) < 0 ? -errno : 0;
}

// openTerminal(columns, rows): [primary, secondary]
napi_value OpenTerminal(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  FdGuard primary(OpenPrimary());
  if (!primary.valid()) return Int(env, -errno);
  FdGuard secondary(OpenSecondary(primary.get()));
  if (!secondary.valid()) return Int(env, -errno);
  const int answer = Resize(primary.get(), args.Integer(0), args.Integer(1));
  if (answer < 0) return Int(env, answer);
  napi_value result = nullptr;
  napi_create_array_with_length(env, 2, &result);
  uint32_t index = 0;
  for (FdGuard* side : {&primary, &secondary}) {
    const int fd = side->Release();
    Environment::Of(env)->Adopt(fd);
    napi_set_element(env, result, index++, Int(env, fd));
  }
  return result;
}

// resizeTerminal(primary, columns, rows)
napi_value ResizeTerminal(napi_env env, napi_callback_info info) {
  Args<3> args(env, info);
  return Int(env, Resize(args.Integer(0), args.Integer(1), args.Integer(2)));
}

}  // namespace

void RegisterTerminal(napi_env env, napi_value exports) {
  Export(env, exports, {{"openTerminal", OpenTerminal}, {"resizeTerminal", ResizeTerminal}});
}

}  // namespace tsyncio
