#include "signal/signals.hh"

#include <signal.h>
#include <unistd.h>
#include <uv.h>

#include <cerrno>
#include <memory>

#include "napi/args.hh"
#include "signal/disposition.hh"

namespace tsyncio {

namespace {

// Until this version, libuv leaves the poller open of a loop that it could not make for want of descriptors.
constexpr unsigned kClosesPoller = (1U << 16) | (51U << 8);

int OpenLoop(uv_loop_t* loop) {
  const int answer = uv_loop_init(loop);
  if (answer < 0 && uv_version() < kClosesPoller && uv_backend_fd(loop) > 0) close(uv_backend_fd(loop));
  return answer;
}

// The signals of one kernel: a loop of libuv of its own, which is run only to ask what came. Its descriptor is readable when there is
// something, for whatever poller watches it, so that signals arrive also while Node's loop does not run; and libuv shares each signal out
// among all its loops, so that the listeners of Node go on working.
class SignalLoop {
 public:
  static int Open(napi_env env, SignalLoop** result) {
    std::unique_ptr<SignalLoop> self(new SignalLoop(env));
    const int answer = OpenLoop(&self->loop_);
    if (answer < 0) return answer;
    self->Begin();
    napi_add_env_cleanup_hook(env, OnTeardown, self.get());
    *result = self.release();
    return 0;
  }

  void Close() {
    napi_remove_env_cleanup_hook(env_, OnTeardown, this);
    End();
    delete this;
  }

  int fd() const { return uv_backend_fd(&loop_); }

  int Watch(int signo) {
    if (signo < 1 || signo >= NSIG) return -EINVAL;
    uv_signal_t* handle = &handles_[signo];
    if (handle->loop == nullptr) {
      const int answer = uv_signal_init(&loop_, handle);
      if (answer < 0) return answer;
      handle->data = this;
    }
    return handle->signum == signo ? 0 : StartCatching(handle, signo, OnSignal);
  }

  // The handle stays: to close one, the loop would have to run, and to tell signals that nobody asked for.
  void Unwatch(int signo) {
    if (signo >= 1 && signo < NSIG && handles_[signo].loop != nullptr) StopCatching(&handles_[signo]);
  }

  napi_value Take() {
    napi_create_array(env_, &taken_);
    count_ = 0;
    uv_run(&loop_, UV_RUN_NOWAIT);
    napi_value taken = taken_;
    taken_ = nullptr;
    return taken;
  }

 private:
  explicit SignalLoop(napi_env env) : env_(env) {}

  // A loop with nothing to do would not look at its pipe of signals. Until it ran once, that pipe is not among what its descriptor tells of.
  void Begin() {
    uv_prepare_init(&loop_, &alive_);
    uv_prepare_start(&alive_, [](uv_prepare_t*) {});
    uv_run(&loop_, UV_RUN_NOWAIT);
  }

  void End() {
    for (uv_signal_t& handle : handles_) {
      if (handle.loop == nullptr) continue;
      StopCatching(&handle);
      uv_close(reinterpret_cast<uv_handle_t*>(&handle), nullptr);
    }
    uv_close(reinterpret_cast<uv_handle_t*>(&alive_), nullptr);
    uv_run(&loop_, UV_RUN_DEFAULT);
    uv_loop_close(&loop_);
  }

  static void OnSignal(uv_signal_t* handle, int signo) {
    auto* self = static_cast<SignalLoop*>(handle->data);
    if (self->taken_ != nullptr) napi_set_element(self->env_, self->taken_, self->count_++, Int(self->env_, signo));
  }

  static void OnTeardown(void* data) {
    auto* self = static_cast<SignalLoop*>(data);
    self->End();
    delete self;
  }

  napi_env env_;
  uv_loop_t loop_{};
  uv_prepare_t alive_{};
  // By number; those that were never watched have no loop.
  uv_signal_t handles_[NSIG]{};
  // Only while signals are being taken.
  napi_value taken_ = nullptr;
  uint32_t count_ = 0;
};

SignalLoop* LoopOf(napi_env env, napi_value value) {
  void* data = nullptr;
  napi_get_value_external(env, value, &data);
  return static_cast<SignalLoop*>(data);
}

napi_value Open(napi_env env, napi_callback_info info) {
  SignalLoop* loop = nullptr;
  const int answer = SignalLoop::Open(env, &loop);
  if (answer < 0) return Int(env, answer);
  napi_value result = nullptr;
  napi_create_external(env, loop, nullptr, nullptr, &result);
  return result;
}

napi_value Close(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  LoopOf(env, args.at(0))->Close();
  return nullptr;
}

napi_value Descriptor(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  return Int(env, LoopOf(env, args.at(0))->fd());
}

napi_value Watch(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  return Int(env, LoopOf(env, args.at(0))->Watch(args.Integer(1)));
}

napi_value Unwatch(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  LoopOf(env, args.at(0))->Unwatch(args.Integer(1));
  return nullptr;
}

napi_value Take(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  return LoopOf(env, args.at(0))->Take();
}

napi_value CatchNextOnly(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  return Int(env, CatchOnce(args.Integer(0)));
}

napi_value CatchAll(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  CatchAlways(args.Integer(0));
  return nullptr;
}

napi_value WasCaughtOnce(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  napi_value result = nullptr;
  napi_get_boolean(env, CaughtOnce(args.Integer(0)), &result);
  return result;
}

napi_value EndNextOnly(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  EndCatchOnce(args.Integer(0));
  return nullptr;
}

}  // namespace

void RegisterSignals(napi_env env, napi_value exports) {
  Export(env, exports,
         {{"signalsOpen", Open},
          {"signalsClose", Close},
          {"signalsDescriptor", Descriptor},
          {"signalsWatch", Watch},
          {"signalsUnwatch", Unwatch},
          {"signalsTake", Take},
          {"signalCatchOnce", CatchNextOnly},
          {"signalCatchAlways", CatchAll},
          {"signalCaughtOnce", WasCaughtOnce},
          {"signalEndCatchOnce", EndNextOnly}});
  Set(env, exports, "highestSignal", Int(env, NSIG - 1));
}

}  // namespace tsyncio
