#pragma once

#include <node_api.h>

namespace tsyncio {

void RegisterDescriptors(napi_env env, napi_value exports);

}  // namespace tsyncio
