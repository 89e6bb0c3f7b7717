#pragma once

#include <netdb.h>
#include <node_api.h>

#include <memory>

#include "napi/args.hh"
#include "resolver/resolver-failure.hh"

namespace tsyncio {

// One question on its way through libuv's thread pool, and the promise of its answer. It deletes itself once that is given.
class Query {
 public:
  virtual ~Query() = default;

  // The promise of an answer, or of a failure.
  static napi_value Ask(napi_env env, const char* name, std::unique_ptr<Query> query) {
    napi_value promise = nullptr;
    if (napi_create_promise(env, &query->deferred_, &promise) != napi_ok) return nullptr;
    if (query->Queue(env, name))
      query.release();
    else
      napi_resolve_deferred(env, query->deferred_, MakeResolverFailure(env, EAI_MEMORY, 0));
    return promise;
  }

 protected:
  // On a thread of the pool: nothing of JavaScript may be touched.
  virtual void Run() = 0;
  virtual napi_value Answer(napi_env env) = 0;

 private:
  bool Queue(napi_env env, const char* name) {
    if (napi_create_async_work(env, nullptr, Text(env, name), Execute, Complete, this, &work_) != napi_ok) return false;
    if (napi_queue_async_work(env, work_) == napi_ok) return true;
    napi_delete_async_work(env, work_);
    return false;
  }

  static void Execute(napi_env, void* data) { static_cast<Query*>(data)->Run(); }

  // Also called when the environment goes: then nothing of JavaScript can be made, and nobody waits for it.
  static void Complete(napi_env env, napi_status status, void* data) {
    std::unique_ptr<Query> query(static_cast<Query*>(data));
    napi_value answer = status == napi_ok ? query->Answer(env) : nullptr;
    if (answer != nullptr) napi_resolve_deferred(env, query->deferred_, answer);
    napi_delete_async_work(env, query->work_);
  }

  napi_deferred deferred_ = nullptr;
  napi_async_work work_ = nullptr;
};

}  // namespace tsyncio
