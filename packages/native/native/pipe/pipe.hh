#pragma once

#include <node_api.h>

namespace tsyncio {

// Streams of bytes that need not be sockets.
void RegisterPipe(napi_env env, napi_value exports);

}  // namespace tsyncio
