#pragma once

#include <node_api.h>
#include <sys/socket.h>

namespace tsyncio {

struct Address {
  sockaddr_storage storage{};
  socklen_t length = sizeof(sockaddr_storage);

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

// A path; { host, port, flowInfo?, scopeId? } with a numeric host; { family, data }, the bytes behind the family; or the bytes of a whole
// sockaddr. 0, or a negated error number.
int ReadAddress(napi_env env, napi_value value, Address* address);

napi_value MakeAddress(napi_env env, const Address& address);

// A Uint8Array that takes an address as it came: its length as an int32, then the sockaddr. See AddressBook in TypeScript.
bool StoreAddress(napi_env env, napi_value name, const Address& address);

void RegisterAddress(napi_env env, napi_value exports);

}  // namespace tsyncio
