#pragma once

#include <node_api.h>

#include "process/spawn-plan.hh"

namespace tsyncio {

// What TypeScript asks for, and the memory that the plan points to.
class SpawnRequest {
 public:
  SpawnRequest() = default;
  ~SpawnRequest();
  SpawnRequest(const SpawnRequest&) = delete;
  SpawnRequest& operator=(const SpawnRequest&) = delete;

  // 0, or a negated error number: -EINVAL when a text has a NUL in it.
  int Read(napi_env env, napi_value texts, napi_value numbers, napi_value cwd);

  const SpawnPlan& plan() const { return plan_; }
  bool by_fork() const { return by_fork_; }
  bool by_thread() const { return by_thread_; }

 private:
  int ReadTexts(napi_env env, napi_value texts, const size_t counts[3]);
  int ReadCwd(napi_env env, napi_value cwd);
  int ReadNumbers(const int32_t* numbers, size_t count);

  SpawnPlan plan_;
  bool by_fork_ = false;
  bool by_thread_ = false;
  char* texts_ = nullptr;
  char** pointers_ = nullptr;
  char* cwd_ = nullptr;
  int32_t* numbers_ = nullptr;
};

}  // namespace tsyncio
