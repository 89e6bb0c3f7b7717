#pragma once

#include <node_api.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace tsyncio {

struct Bytes {
  uint8_t* data = nullptr;
  size_t length = 0;
};

// The bytes of a Uint8Array, valid as long as the call lasts; nothing when it is something else or was detached.
inline Bytes BytesOf(napi_env env, napi_value value) {
  Bytes bytes;
  napi_typedarray_type type;
  void* data = nullptr;
  if (napi_get_typedarray_info(env, value, &type, &bytes.length, &data, nullptr, nullptr) != napi_ok || type != napi_uint8_array) return {};
  bytes.data = static_cast<uint8_t*>(data);
  return bytes;
}

inline bool StringOf(napi_env env, napi_value value, std::string* text) {
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &length) != napi_ok) return false;
  text->resize(length);
  return napi_get_value_string_utf8(env, value, &(*text)[0], length + 1, &length) == napi_ok;
}

// Arguments of a call from TypeScript, which checked them already: a wrong one reads as 0 or as nothing.
template <size_t Count>
class Args {
 public:
  Args(napi_env env, napi_callback_info info) : env_(env) {
    size_t count = Count;
    napi_get_cb_info(env, info, &count, values_, nullptr, nullptr);
  }

  napi_value at(size_t index) const { return values_[index]; }

  int32_t Integer(size_t index) const {
    int32_t value = 0;
    napi_get_value_int32(env_, values_[index], &value);
    return value;
  }

  double Number(size_t index) const {
    double value = 0;
    napi_get_value_double(env_, values_[index], &value);
    return value;
  }

  Bytes BytesAt(size_t index) const { return BytesOf(env_, values_[index]); }

 private:
  napi_env env_;
  napi_value values_[Count];
};

inline napi_value Int(napi_env env, int64_t value) {
  napi_value result = nullptr;
  napi_create_int32(env, static_cast<int32_t>(value), &result);
  return result;
}

inline napi_value Number(napi_env env, int64_t value) {
  napi_value result = nullptr;
  napi_create_int64(env, value, &result);
  return result;
}

inline napi_value Text(napi_env env, const char* text, size_t length = NAPI_AUTO_LENGTH) {
  napi_value result = nullptr;
  napi_create_string_utf8(env, text, length, &result);
  return result;
}

inline void Set(napi_env env, napi_value object, const char* name, napi_value value) { napi_set_named_property(env, object, name, value); }

struct Function {
  const char* name;
  napi_callback call;
};

template <size_t Count>
void Export(napi_env env, napi_value exports, const Function (&functions)[Count]) {
  for (const Function& function : functions) {
    napi_value value = nullptr;
    napi_create_function(env, function.name, NAPI_AUTO_LENGTH, function.call, nullptr, &value);
    Set(env, exports, function.name, value);
  }
}

}  // namespace tsyncio
