#pragma once

#include <node_api.h>
#include <uv.h>

#include "environment/open-descriptors.hh"
#include "environment/standard-streams.hh"
#include "napi/args.hh"
#include "process/children.hh"

namespace tsyncio {

// What one Node environment (the main thread, or one worker) made through this addon.
class Environment {
 public:
  static bool Install(napi_env env);
  static Environment* Of(napi_env env);

  explicit Environment(napi_env env, uv_loop_t* host) : env_(env), host_(host) {}

  napi_env env() const { return env_; }
  uv_loop_t* host() const { return host_; }

  // Descriptors that nobody took over are closed when the environment goes.
  void Adopt(int fd) { open_.Add(fd); }
  void Release(int fd) { open_.Remove(fd); }
  bool Owns(int fd) const { return open_.Has(fd); }

  // Memory to receive into, kept until another is set.
  void SetReceiveSpace(napi_value buffer, Bytes bytes);
  const Bytes& receive_space() const { return receive_space_; }

  // Child processes that were not reaped are killed when the environment goes.
  Children& children() { return children_; }

  StandardStreams& standard_streams() { return standard_streams_; }

 private:
  static void OnTeardown(void* data);

  napi_env env_;
  uv_loop_t* host_;
  OpenDescriptors open_;
  Children children_;
  StandardStreams standard_streams_;
  napi_ref receive_buffer_ = nullptr;
  Bytes receive_space_;
};

}  // namespace tsyncio
