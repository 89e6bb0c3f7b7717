#pragma once

#include <node_api.h>

namespace tsyncio {

// Each file of this folder is one family of system calls.
void RegisterOpenClose(napi_env env, napi_value exports);
void RegisterConnectAccept(napi_env env, napi_value exports);
void RegisterReceive(napi_env env, napi_value exports);
void RegisterSend(napi_env env, napi_value exports);
void RegisterMessages(napi_env env, napi_value exports);
void RegisterSendfile(napi_env env, napi_value exports);
void RegisterOptions(napi_env env, napi_value exports);
void RegisterConstants(napi_env env, napi_value exports);

}  // namespace tsyncio
