#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "environment/environment.hh"
#include "napi/args.hh"
#include "socket/address.hh"
#include "socket/socket.hh"
#include "util/fd-guard.hh"
#include "util/open-flags.hh"
#include "util/retry-eintr.hh"

namespace tsyncio {

namespace {

napi_value Open(napi_env env, napi_callback_info info) {
  Args<3> args(env, info);
  int fd = RetryEintr([&] { return Prepare(socket(args.Integer(0), args.Integer(1) | kSocketFlags, args.Integer(2))); });
  if (fd >= 0) Environment::Of(env)->Adopt(fd);
  return Int(env, fd);
}

napi_value Pair(napi_env env, napi_callback_info info) {
  Args<3> args(env, info);
  int fds[2];
  int answer = RetryEintr([&] { return socketpair(args.Integer(0), args.Integer(1) | kSocketFlags, args.Integer(2), fds); });
  if (answer < 0) return Int(env, answer);
  FdGuard ends[] = {FdGuard(Prepare(fds[0])), FdGuard(Prepare(fds[1]))};
  if (!ends[0].valid() || !ends[1].valid()) return Int(env, -errno);
  napi_value result = nullptr;
  napi_create_array_with_length(env, 2, &result);
  for (uint32_t i = 0; i < 2; i++) {
    Environment::Of(env)->Adopt(ends[i].get());
    napi_set_element(env, result, i, Int(env, ends[i].Release()));
  }
  return result;
}

napi_value Close(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  const int fd = args.Integer(0);
  Environment* environment = Environment::Of(env);
  environment->Release(fd);
  environment->standard_streams().BeforeClose(fd, [&](int other) { return environment->Owns(other); });
  // Not repeated when interrupted: the descriptor is gone already, and its number may be someone else's.
  return Int(env, close(fd) < 0 && errno != EINTR ? -errno : 0);
}

napi_value Adopt(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  const int fd = args.Integer(0);
  // Inherited ones are not, but for the standard streams children are to have none.
  if (fd > STDERR_FILENO) fcntl(fd, F_SETFD, FD_CLOEXEC);
  Environment::Of(env)->Adopt(fd);
  return nullptr;
}

napi_value Release(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  Environment::Of(env)->Release(args.Integer(0));
  return nullptr;
}

napi_value Bind(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  Address address;
  int answer = ReadAddress(env, args.at(1), &address);
  if (answer < 0) return Int(env, answer);
  return Int(env, RetryEintr([&] { return bind(args.Integer(0), address.get(), address.length); }));
}

napi_value Shutdown(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  constexpr int kHow[] = {SHUT_RD, SHUT_WR, SHUT_RDWR};
  return Int(env, RetryEintr([&] { return shutdown(args.Integer(0), kHow[args.Integer(1) % 3]); }));
}

napi_value NameOf(napi_env env, napi_callback_info info, int (*call)(int, sockaddr*, socklen_t*)) {
  Args<1> args(env, info);
  Address address;
  int answer = RetryEintr([&] { return call(args.Integer(0), address.get(), &address.length); });
  return answer < 0 ? Int(env, answer) : MakeAddress(env, address);
}

napi_value Getsockname(napi_env env, napi_callback_info info) { return NameOf(env, info, getsockname); }
napi_value Getpeername(napi_env env, napi_callback_info info) { return NameOf(env, info, getpeername); }

napi_value Getblocking(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  int flags = RetryEintr([&] { return fcntl(args.Integer(0), F_GETFL); });
  return Int(env, flags < 0 ? flags : (flags & O_NONBLOCK) == 0);
}

napi_value Setblocking(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  const int fd = args.Integer(0);
  int flags = RetryEintr([&] { return fcntl(fd, F_GETFL); });
  if (flags < 0) return Int(env, flags);
  int wanted = args.Integer(1) ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
  if (wanted == flags) return Int(env, 0);
  Environment::Of(env)->standard_streams().BeforeChange(fd, flags);
  return Int(env, RetryEintr([&] { return fcntl(fd, F_SETFL, wanted); }));
}

}  // namespace

void RegisterOpenClose(napi_env env, napi_value exports) {
  Export(env, exports,
         {{"open", Open},
          {"pair", Pair},
          {"close", Close},
          {"adopt", Adopt},
          {"release", Release},
          {"bind", Bind},
          {"shutdown", Shutdown},
          {"getsockname", Getsockname},
          {"getpeername", Getpeername},
          {"getblocking", Getblocking},
          {"setblocking", Setblocking}});
}

}  // namespace tsyncio
