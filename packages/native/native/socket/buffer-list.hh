#pragma once

#include <node_api.h>
#include <sys/uio.h>

#include <cstdint>
#include <memory>

#include "napi/args.hh"

namespace tsyncio {

// The buffers of a JavaScript array of Uint8Arrays, as a system call takes them; valid as long as the call lasts.
class BufferList {
 public:
  // At most `most` of them: the rest is left out.
  BufferList(napi_env env, napi_value list, uint32_t most) {
    napi_get_array_length(env, list, &count_);
    if (count_ > most) count_ = most;
    if (count_ > kInline) more_.reset(new iovec[count_]);
    for (uint32_t i = 0; i < count_; i++) {
      napi_value element = nullptr;
      napi_get_element(env, list, i, &element);
      Bytes bytes = BytesOf(env, element);
      data()[i] = {bytes.data, bytes.length};
    }
  }

  iovec* data() { return more_ ? more_.get() : inline_; }
  uint32_t count() const { return count_; }

 private:
  static constexpr uint32_t kInline = 64;

  uint32_t count_ = 0;
  iovec inline_[kInline];
  std::unique_ptr<iovec[]> more_;
};

}  // namespace tsyncio
