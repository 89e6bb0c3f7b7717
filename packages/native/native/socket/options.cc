#include <sys/socket.h>

#include "napi/args.hh"
#include "socket/socket.hh"
#include "util/retry-eintr.hh"

namespace tsyncio {

namespace {

// getsockopt(fd, level, option, value): fills `value`, answers its length.
napi_value Get(napi_env env, napi_callback_info info) {
  Args<4> args(env, info);
  Bytes value = args.BytesAt(3);
  socklen_t length = static_cast<socklen_t>(value.length);
  int answer = RetryEintr([&] { return getsockopt(args.Integer(0), args.Integer(1), args.Integer(2), value.data, &length); });
  return Int(env, answer < 0 ? answer : static_cast<int>(length));
}

napi_value Set(napi_env env, napi_callback_info info) {
  Args<4> args(env, info);
  Bytes value = args.BytesAt(3);
  return Int(env, RetryEintr([&] {
               return setsockopt(args.Integer(0), args.Integer(1), args.Integer(2), value.data, static_cast<socklen_t>(value.length));
             }));
}

}  // namespace

void RegisterOptions(napi_env env, napi_value exports) { Export(env, exports, {{"getsockopt", Get}, {"setsockopt", Set}}); }

}  // namespace tsyncio
