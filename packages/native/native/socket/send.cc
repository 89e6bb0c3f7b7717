#include <sys/socket.h>
#include <sys/uio.h>

#include "napi/args.hh"
#include "socket/address.hh"
#include "socket/socket.hh"
#include "util/retry-eintr.hh"
#include "util/transfer.hh"

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

namespace tsyncio {

namespace {

constexpr uint32_t kMostBuffers = 64;

// send(fd, data, offset, flags)
napi_value SendFrom(napi_env env, napi_callback_info info) {
  Args<4> args(env, info);
  Bytes bytes = args.BytesAt(1);
  const size_t offset = static_cast<size_t>(args.Integer(2));
  if (offset > bytes.length) return Int(env, -EINVAL);
  return Int(env, RetryEintr([&] { return Send(args.Integer(0), bytes.data + offset, bytes.length - offset, args.Integer(3) | MSG_NOSIGNAL); }));
}

// sendv(fd, list, offset): the first buffer from `offset` on, up to kMostBuffers of them.
napi_value SendVector(napi_env env, napi_callback_info info) {
  Args<3> args(env, info);
  uint32_t count = 0;
  napi_get_array_length(env, args.at(1), &count);
  if (count > kMostBuffers) count = kMostBuffers;
  iovec buffers[kMostBuffers];
  for (uint32_t i = 0; i < count; i++) {
    napi_value element = nullptr;
    napi_get_element(env, args.at(1), i, &element);
    Bytes bytes = BytesOf(env, element);
    buffers[i] = {bytes.data, bytes.length};
  }
  const size_t offset = static_cast<size_t>(args.Integer(2));
  if (count == 0 || offset > buffers[0].iov_len) return Int(env, -EINVAL);
  buffers[0].iov_base = static_cast<uint8_t*>(buffers[0].iov_base) + offset;
  buffers[0].iov_len -= offset;
  msghdr message{};
  message.msg_iov = buffers;
  message.msg_iovlen = count;
  return Int(env, RetryEintr([&] { return sendmsg(args.Integer(0), &message, MSG_NOSIGNAL); }));
}

// sendto(fd, data, address, flags)
napi_value SendTo(napi_env env, napi_callback_info info) {
  Args<4> args(env, info);
  Bytes bytes = args.BytesAt(1);
  Address address;
  int answer = ReadAddress(env, args.at(2), &address);
  if (answer < 0) return Int(env, answer);
  return Int(env, RetryEintr([&] {
               return sendto(args.Integer(0), bytes.data, bytes.length, args.Integer(3) | MSG_NOSIGNAL, address.get(), address.length);
             }));
}

}  // namespace

void RegisterSend(napi_env env, napi_value exports) { Export(env, exports, {{"send", SendFrom}, {"sendv", SendVector}, {"sendto", SendTo}}); }

}  // namespace tsyncio
