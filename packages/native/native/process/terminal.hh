#pragma once

#include <node_api.h>

namespace tsyncio {

// Pseudo-terminals.
void RegisterTerminal(napi_env env, napi_value exports);

}  // namespace tsyncio
