#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>

#ifdef __linux__
#include <sys/sendfile.h>
#else
#include <sys/uio.h>
#endif

#include "napi/args.hh"
#include "socket/socket.hh"
#include "util/retry-eintr.hh"

namespace tsyncio {

namespace {

// How many bytes the system moves in one call at most; more would not fit the answer.
constexpr size_t kMostAtOnce = 0x7ffff000;

ssize_t SendFile(int socket, int file, off_t offset, size_t count) {
#if defined(__linux__)
  return sendfile(socket, file, &offset, count);
#elif defined(__APPLE__)
  // Interrupted or out of room, it answers -1 though bytes went.
  off_t length = static_cast<off_t>(count);
  const int answer = sendfile(file, socket, offset, &length, nullptr, 0);
  return answer == 0 || length > 0 ? static_cast<ssize_t>(length) : -1;
#elif defined(__FreeBSD__)
  off_t length = 0;
  const int answer = sendfile(file, socket, offset, count, nullptr, &length, 0);
  return answer == 0 || length > 0 ? static_cast<ssize_t>(length) : -1;
#else
  errno = ENOSYS;
  return -1;
#endif
}

// sendfile(socket, file, offset, count); the file's own position stays.
napi_value Sendfile(napi_env env, napi_callback_info info) {
  Args<4> args(env, info);
  const auto offset = static_cast<off_t>(args.Number(2));
  const double wanted = args.Number(3);
  const size_t count = wanted > static_cast<double>(kMostAtOnce) ? kMostAtOnce : static_cast<size_t>(wanted);
  return Int(env, RetryEintr([&] { return SendFile(args.Integer(0), args.Integer(1), offset, count); }));
}

// seek(file, position)
napi_value Seek(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  const auto position = static_cast<off_t>(args.Number(1));
  return Int(env, lseek(args.Integer(0), position, SEEK_SET) < 0 ? -errno : 0);
}

}  // namespace

void RegisterSendfile(napi_env env, napi_value exports) { Export(env, exports, {{"sendfile", Sendfile}, {"seek", Seek}}); }

}  // namespace tsyncio
