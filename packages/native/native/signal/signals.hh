#pragma once

#include <node_api.h>

namespace tsyncio {

void RegisterSignals(napi_env env, napi_value exports);

}  // namespace tsyncio
