#include <sys/socket.h>
#include <unistd.h>

#include "environment/environment.hh"
#include "napi/args.hh"
#include "socket/address.hh"
#include "socket/socket.hh"
#include "util/open-flags.hh"
#include "util/retry-eintr.hh"

namespace tsyncio {

namespace {

napi_value Listen(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  return Int(env, RetryEintr([&] { return listen(args.Integer(0), args.Integer(1)); }));
}

// Not repeated when interrupted: the connection goes on being made, as EINPROGRESS says.
napi_value Connect(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  Address address;
  int answer = ReadAddress(env, args.at(1), &address);
  if (answer < 0) return Int(env, answer);
  if (connect(args.Integer(0), address.get(), address.length) == 0) return Int(env, 0);
  return Int(env, errno == EINTR ? -EINPROGRESS : -errno);
}

// accept(fd, name): the new descriptor; who connected is stored in `name`.
napi_value Accept(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  Address address;
  int fd = RetryEintr([&] {
    address.length = sizeof address.storage;
    return AcceptPrepared(args.Integer(0), address.get(), &address.length);
  });
  if (fd < 0) return Int(env, fd);
  if (!StoreAddress(env, args.at(1), address)) {
    close(fd);
    return Int(env, -EINVAL);
  }
  Environment::Of(env)->Adopt(fd);
  return Int(env, fd);
}

}  // namespace

void RegisterConnectAccept(napi_env env, napi_value exports) {
  Export(env, exports, {{"listen", Listen}, {"connect", Connect}, {"accept", Accept}});
}

}  // namespace tsyncio
