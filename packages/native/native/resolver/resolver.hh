#pragma once

#include <node_api.h>

namespace tsyncio {

void RegisterGetaddrinfo(napi_env env, napi_value exports);
void RegisterGetnameinfo(napi_env env, napi_value exports);

}  // namespace tsyncio
