#pragma once

#include <node_api.h>

namespace tsyncio {

// Child processes.
void RegisterProcess(napi_env env, napi_value exports);

}  // namespace tsyncio
