#include <node_api.h>

#include "descriptors/descriptors.hh"
#include "environment/environment.hh"
#include "pipe/pipe.hh"
#include "process/process.hh"
#include "process/terminal.hh"
#include "resolver/resolver.hh"
#include "signal/signals.hh"
#include "socket/address.hh"
#include "socket/socket.hh"
#include "turns/hosted-poll.hh"

namespace {

napi_value Init(napi_env env, napi_value exports) {
  using namespace tsyncio;
  if (!Environment::Install(env)) {
    napi_throw_error(env, "ERR_DLOPEN_FAILED", "tsyncio: this environment has no libuv loop");
    return nullptr;
  }
  RegisterHostedPoll(env, exports);
  RegisterOpenClose(env, exports);
  RegisterConnectAccept(env, exports);
  RegisterReceive(env, exports);
  RegisterSend(env, exports);
  RegisterAddress(env, exports);
  RegisterMessages(env, exports);
  RegisterSendfile(env, exports);
  RegisterOptions(env, exports);
  RegisterConstants(env, exports);
  RegisterDescriptors(env, exports);
  RegisterPipe(env, exports);
  RegisterProcess(env, exports);
  RegisterTerminal(env, exports);
  RegisterGetaddrinfo(env, exports);
  RegisterGetnameinfo(env, exports);
  RegisterSignals(env, exports);
  return exports;
}

}  // namespace

NAPI_MODULE(NODE_GYP_MODULE_NAME, Init)
