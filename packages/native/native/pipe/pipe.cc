#include "pipe/pipe.hh"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "environment/environment.hh"
#include "napi/args.hh"
#include "pipe/read-write.hh"
#include "socket/buffer-list.hh"
#include "util/fd-guard.hh"
#include "util/open-flags.hh"
#include "util/retry-eintr.hh"

namespace tsyncio {

namespace {

constexpr uint32_t kMostBuffers = 64;

// What a descriptor stands for, as TypeScript counts it.
enum Kind { kFifo, kSocket, kCharacter, kOther };

// Both ends, or -1 with errno set.
int OpenPipe(int fds[2]) {
#ifdef __APPLE__
  if (pipe(fds) < 0) return -1;
  FdGuard ends[] = {FdGuard(Prepare(fds[0])), FdGuard(Prepare(fds[1]))};
  if (!ends[0].valid() || !ends[1].valid()) return -1;
  for (int i = 0; i < 2; i++) fds[i] = ends[i].Release();
  return 0;
#else
  return pipe2(fds, O_CLOEXEC | O_NONBLOCK);
#endif
}

// pipe(): [reader, writer]
napi_value Open(napi_env env, napi_callback_info info) {
  int fds[2];
  const int answer = RetryEintr([&] { return OpenPipe(fds); });
  if (answer < 0) return Int(env, answer);
  napi_value result = nullptr;
  napi_create_array_with_length(env, 2, &result);
  for (uint32_t i = 0; i < 2; i++) {
    Environment::Of(env)->Adopt(fds[i]);
    napi_set_element(env, result, i, Int(env, fds[i]));
  }
  return result;
}

// enlarge(fd, nbytes): how many bytes the pipe holds now. To ask for less than that would make it smaller.
napi_value Enlarge(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
#ifdef F_SETPIPE_SZ
  // Setting it would make a pipe smaller that somebody has made larger already.
  const int present = RetryEintr([&] { return fcntl(args.Integer(0), F_GETPIPE_SZ); });
  if (present < 0 || present >= args.Integer(1)) return Int(env, present);
  return Int(env, RetryEintr([&] { return fcntl(args.Integer(0), F_SETPIPE_SZ, args.Integer(1)); }));
#else
  return Int(env, -ENOSYS);
#endif
}

// kindOf(fd)
napi_value KindOf(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  struct stat status;
  const int answer = RetryEintr([&] { return fstat(args.Integer(0), &status); });
  if (answer < 0) return Int(env, answer);
  if (S_ISFIFO(status.st_mode)) return Int(env, kFifo);
  if (S_ISSOCK(status.st_mode)) return Int(env, kSocket);
  return Int(env, S_ISCHR(status.st_mode) ? kCharacter : kOther);
}

// read(fd, buffer, offset, length)
napi_value ReadInto(napi_env env, napi_callback_info info) {
  Args<4> args(env, info);
  Bytes bytes = args.BytesAt(1);
  const size_t offset = static_cast<size_t>(args.Integer(2));
  size_t length = static_cast<size_t>(args.Integer(3));
  if (offset > bytes.length) return Int(env, -EINVAL);
  if (length > bytes.length - offset) length = bytes.length - offset;
  return Int(env, RetryEintr([&] { return Read(args.Integer(0), bytes.data + offset, length); }));
}

// write(fd, data, offset)
napi_value WriteFrom(napi_env env, napi_callback_info info) {
  Args<3> args(env, info);
  Bytes bytes = args.BytesAt(1);
  const size_t offset = static_cast<size_t>(args.Integer(2));
  if (offset > bytes.length) return Int(env, -EINVAL);
  return Int(env, RetryEintr([&] { return Write(args.Integer(0), bytes.data + offset, bytes.length - offset); }));
}

// writev(fd, list, offset): the first buffer from `offset` on, up to kMostBuffers of them.
napi_value WriteVector(napi_env env, napi_callback_info info) {
  Args<3> args(env, info);
  BufferList buffers(env, args.at(1), kMostBuffers);
  const size_t offset = static_cast<size_t>(args.Integer(2));
  if (buffers.count() == 0 || offset > buffers.data()->iov_len) return Int(env, -EINVAL);
  buffers.data()->iov_base = static_cast<uint8_t*>(buffers.data()->iov_base) + offset;
  buffers.data()->iov_len -= offset;
  return Int(env, RetryEintr([&] { return writev(args.Integer(0), buffers.data(), static_cast<int>(buffers.count())); }));
}

// pipeDuplicate(fd): the same under another number.
napi_value Duplicate(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  const int fd = RetryEintr([&] { return fcntl(args.Integer(0), F_DUPFD_CLOEXEC, 0); });
  if (fd >= 0) Environment::Of(env)->Adopt(fd);
  return Int(env, fd);
}

}  // namespace

void RegisterPipe(napi_env env, napi_value exports) {
  Export(env, exports, {{"pipe", Open}, {"enlarge", Enlarge}, {"kindOf", KindOf}, {"read", ReadInto}, {"write", WriteFrom}, {"writev", WriteVector}});
  Export(env, exports, {{"pipeDuplicate", Duplicate}});
}

}  // namespace tsyncio
