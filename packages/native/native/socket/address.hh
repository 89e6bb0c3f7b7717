#pragma once

#include <node_api.h>
#include <sys/socket.h>

namespace tsyncio {

struct Address {
  sockaddr_storage storage{};
  socklen_t length = sizeof(sockaddr_storage);

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

// A path, or { host, port, flowInfo?, scopeId? } with a numeric host. 0, or a negated error number.
int ReadAddress(napi_env env, napi_value value, Address* address);

napi_value MakeAddress(napi_env env, const Address& address);

}  // namespace tsyncio
