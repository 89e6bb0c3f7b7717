#include "environment/environment.hh"

namespace tsyncio {

bool Environment::Install(napi_env env) {
  uv_loop_t* host = nullptr;
  if (napi_get_uv_event_loop(env, &host) != napi_ok) return false;
  auto* environment = new Environment(env, host);
  const auto destroy = [](napi_env, void* data, void*) { delete static_cast<Environment*>(data); };
  if (napi_set_instance_data(env, environment, destroy, nullptr) != napi_ok) {
    delete environment;
    return false;
  }
  napi_add_env_cleanup_hook(env, OnTeardown, environment);
  return true;
}

Environment* Environment::Of(napi_env env) {
  void* data = nullptr;
  napi_get_instance_data(env, &data);
  return static_cast<Environment*>(data);
}

void Environment::SetReceiveSpace(napi_value buffer, Bytes bytes) {
  if (receive_buffer_ != nullptr) napi_delete_reference(env_, receive_buffer_);
  receive_buffer_ = nullptr;
  receive_space_ = {};
  if (napi_create_reference(env_, buffer, 1, &receive_buffer_) == napi_ok) receive_space_ = bytes;
}

void Environment::OnTeardown(void* data) {
  auto* environment = static_cast<Environment*>(data);
  if (environment->receive_buffer_ != nullptr) napi_delete_reference(environment->env_, environment->receive_buffer_);
  environment->receive_buffer_ = nullptr;
  environment->receive_space_ = {};
  environment->standard_streams_.RestoreAll();
  environment->children_.EndAll();
  environment->open_.CloseAll();
}

}  // namespace tsyncio
