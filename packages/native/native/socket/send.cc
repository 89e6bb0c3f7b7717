#include <sys/socket.h>

#include "napi/args.hh"
#include "socket/address.hh"
#include "socket/buffer-list.hh"
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
  BufferList buffers(env, args.at(1), kMostBuffers);
  const size_t offset = static_cast<size_t>(args.Integer(2));
  if (buffers.count() == 0 || offset > buffers.data()->iov_len) return Int(env, -EINVAL);
  buffers.data()->iov_base = static_cast<uint8_t*>(buffers.data()->iov_base) + offset;
  buffers.data()->iov_len -= offset;
  msghdr message{};
  message.msg_iov = buffers.data();
  message.msg_iovlen = static_cast<decltype(message.msg_iovlen)>(buffers.count());
  return Int(env, RetryEintr([&] { return sendmsg(args.Integer(0), &message, MSG_NOSIGNAL); }));
}

// sendto(fd, data, address, flags)
napi_value SendToAddress(napi_env env, napi_callback_info info) {
  Args<4> args(env, info);
  // First: reading an object may run code, after which the bytes may be elsewhere.
  Address address;
  int answer = ReadAddress(env, args.at(2), &address);
  if (answer < 0) return Int(env, answer);
  Bytes bytes = args.BytesAt(1);
  return Int(env, RetryEintr([&] {
               return SendTo(args.Integer(0), bytes.data, bytes.length, args.Integer(3) | MSG_NOSIGNAL, address.get(), address.length);
             }));
}

}  // namespace

void RegisterSend(napi_env env, napi_value exports) { Export(env, exports, {{"send", SendFrom}, {"sendv", SendVector}, {"sendto", SendToAddress}}); }

}  // namespace tsyncio
