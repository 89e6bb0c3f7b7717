// An addon full of mistakes, one a function. The checks of memory run it first: a check that does not find these finds nothing.
#include <node_api.h>
#include <sys/socket.h>

#include <climits>
#include <cstdint>

namespace {

volatile int sink;

napi_value UseAfterFree(napi_env, napi_callback_info) {
  volatile int* freed = new int[4]{1, 2, 3, 4};
  delete[] freed;
  sink = freed[2];
  return nullptr;
}

napi_value Overflow(napi_env, napi_callback_info) {
  volatile int most = INT_MAX;
  sink = most + 1;
  return nullptr;
}

napi_value Leak(napi_env, napi_callback_info) {
  volatile auto* lost = new char[4321];
  lost[0] = 1;
  lost = nullptr;
  return nullptr;
}

napi_value LeaveOpen(napi_env, napi_callback_info) {
  sink = socket(AF_INET, SOCK_DGRAM, 0);
  return nullptr;
}

napi_value Init(napi_env env, napi_value exports) {
  const napi_property_descriptor functions[] = {
      {"useAfterFree", nullptr, UseAfterFree, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"overflow", nullptr, Overflow, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"leak", nullptr, Leak, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"leaveOpen", nullptr, LeaveOpen, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
  };
  napi_define_properties(env, exports, sizeof functions / sizeof functions[0], functions);
  return exports;
}

}  // namespace

NAPI_MODULE(NODE_GYP_MODULE_NAME, Init)
