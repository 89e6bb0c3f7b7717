#pragma once

#include <node_api.h>

namespace tsyncio {

// { code, errno, reason } for an EAI_ number; `error` is the errno of EAI_SYSTEM. TypeScript makes the SystemError of it.
napi_value MakeResolverFailure(napi_env env, int status, int error);

}  // namespace tsyncio
