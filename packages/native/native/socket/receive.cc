#include <sys/socket.h>

#include "environment/environment.hh"
#include "napi/args.hh"
#include "socket/address.hh"
#include "socket/socket.hh"
#include "util/retry-eintr.hh"
#include "util/transfer.hh"

namespace tsyncio {

namespace {

// recv(fd, buffer, offset, length, flags)
napi_value ReceiveInto(napi_env env, napi_callback_info info) {
  Args<5> args(env, info);
  Bytes bytes = args.BytesAt(1);
  const size_t offset = static_cast<size_t>(args.Integer(2));
  size_t length = static_cast<size_t>(args.Integer(3));
  if (offset > bytes.length) return Int(env, -EINVAL);
  if (length > bytes.length - offset) length = bytes.length - offset;
  return Int(env, RetryEintr([&] { return Receive(args.Integer(0), bytes.data + offset, length, args.Integer(4)); }));
}

// receiveSpace(buffer): where recvNext puts what it receives.
napi_value ReceiveSpace(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  Environment::Of(env)->SetReceiveSpace(args.at(0), args.BytesAt(0));
  return nullptr;
}

// recvNext(fd, offset, length): as recv, into the space that was set. The caller makes sure that it was not detached since.
napi_value ReceiveNext(napi_env env, napi_callback_info info) {
  Args<3> args(env, info);
  const Bytes& space = Environment::Of(env)->receive_space();
  const size_t offset = static_cast<size_t>(args.Integer(1));
  size_t length = static_cast<size_t>(args.Integer(2));
  if (offset > space.length) return Int(env, -EINVAL);
  if (length > space.length - offset) length = space.length - offset;
  return Int(env, RetryEintr([&] { return Receive(args.Integer(0), space.data + offset, length, 0); }));
}

// recvfrom(fd, buffer, offset, length, flags, name): who sent it is stored in `name`.
napi_value ReceiveFromInto(napi_env env, napi_callback_info info) {
  Args<6> args(env, info);
  Bytes bytes = args.BytesAt(1);
  const size_t offset = static_cast<size_t>(args.Integer(2));
  size_t length = static_cast<size_t>(args.Integer(3));
  if (offset > bytes.length) return Int(env, -EINVAL);
  if (length > bytes.length - offset) length = bytes.length - offset;
  Address address;
  auto count = RetryEintr([&] {
    address.length = sizeof address.storage;
    return ReceiveFrom(args.Integer(0), bytes.data + offset, length, args.Integer(4), address.get(), &address.length);
  });
  if (count >= 0 && !StoreAddress(env, args.at(5), address)) return Int(env, -EINVAL);
  return Int(env, count);
}

}  // namespace

void RegisterReceive(napi_env env, napi_value exports) { 
  Export(env, exports, {{"recv", ReceiveInto}, {"receiveSpace", ReceiveSpace}, {"recvNext", ReceiveNext}, {"recvfrom", ReceiveFromInto}});
}

}  // namespace tsyncio
