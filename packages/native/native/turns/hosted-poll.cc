#include "turns/hosted-poll.hh"

#include <node_api.h>
#include <poll.h>
#include <uv.h>

#include <cerrno>
#include <memory>

#include "environment/environment.hh"
#include "napi/args.hh"
#include "selector/selector.hh"

namespace tsyncio {

namespace {

// How long a worker thread may be blocked before JavaScript is asked whether it is to end, in milliseconds.
constexpr int kLookUp = 100;

// A selector as a guest of Node's loop: when its descriptor becomes readable, it is polled and JavaScript is entered once.
//
//   open ──► stopped ◄──► started          close, or the environment goes ──► closing ──(uv_close)──► deleted
//
// The cleanup hook stays until the handle is really closed, so that an environment never goes while libuv still knows the handle.
class HostedPoll {
 public:
  static int Open(Environment* environment, napi_value callback, napi_value events, HostedPoll** result);

  int Start() {
    int status = uv_poll_start(&handle_, UV_READABLE, OnReadable);
    return status;
  }

  int Stop() { return uv_poll_stop(&handle_); }

  void Close() {
    if (closing_) return;
    closing_ = true;
    uv_poll_stop(&handle_);
    uv_close(reinterpret_cast<uv_handle_t*>(&handle_), OnClosed);
    // libuv has let go of the descriptor: it need not stay open until the handle is gone.
    selector_.reset();
  }

  Selector* selector() { return selector_.get(); }

  int Poll(bool block) { return selector_->Poll(events_, capacity_, block); }

 private:
  explicit HostedPoll(Environment* environment) : env_(environment->env()), selector_(NewSelector()) { handle_.data = this; }

  static void OnReadable(uv_poll_t* handle, int status, int events) {
    auto* self = static_cast<HostedPoll*>(handle->data);
    int count = self->Poll(false);
    self->CallBack(count < 0 ? 0 : count);
  }

  static void OnClosed(uv_handle_t* handle) {
    auto* self = static_cast<HostedPoll*>(handle->data);
    napi_remove_async_cleanup_hook(self->hook_);
    delete self;
  }

  static void OnTeardown(napi_async_cleanup_hook_handle, void* data) {
    auto* self = static_cast<HostedPoll*>(data);
    if (!self->closing_) self->Forget();
    self->Close();
  }

  void CallBack(int count) {
    napi_handle_scope scope;
    if (napi_open_handle_scope(env_, &scope) != napi_ok) return;
    napi_value callback = nullptr;
    napi_value receiver = nullptr;
    napi_value argument = Int(env_, count);
    napi_get_reference_value(env_, callback_, &callback);
    napi_get_global(env_, &receiver);
    if (napi_make_callback(env_, context_, receiver, callback, 1, &argument, nullptr) == napi_pending_exception) {
      napi_value error = nullptr;
      napi_get_and_clear_last_exception(env_, &error);
      napi_fatal_exception(env_, error);
    }
    napi_close_handle_scope(env_, scope);
  }

 public:
  // References go while JavaScript still runs: a handle may be closed after its environment stopped.
  void Forget() {
    napi_delete_reference(env_, callback_);
    napi_delete_reference(env_, array_);
    napi_async_destroy(env_, context_);
  }

 private:
  napi_env env_;
  std::unique_ptr<Selector> selector_;
  uv_poll_t handle_{};
  napi_async_cleanup_hook_handle hook_ = nullptr;
  napi_async_context context_ = nullptr;
  napi_ref callback_ = nullptr;
  napi_ref array_ = nullptr;
  int32_t* events_ = nullptr;
  int capacity_ = 0;
  bool closing_ = false;
};

int HostedPoll::Open(Environment* environment, napi_value callback, napi_value events, HostedPoll** result) {
  napi_env env = environment->env();
  std::unique_ptr<HostedPoll> self(new HostedPoll(environment));
  int answer = self->selector_->Open();
  if (answer < 0) return answer;
  napi_typedarray_type type;
  size_t length = 0;
  void* data = nullptr;
  if (napi_get_typedarray_info(env, events, &type, &length, &data, nullptr, nullptr) != napi_ok || type != napi_int32_array) return -EINVAL;
  self->events_ = static_cast<int32_t*>(data);
  self->capacity_ = static_cast<int>(length / 2);
  answer = uv_poll_init(environment->host(), &self->handle_, self->selector_->fd());
  if (answer < 0) return answer;
  napi_create_reference(env, callback, 1, &self->callback_);
  napi_create_reference(env, events, 1, &self->array_);
  napi_async_init(env, nullptr, Text(env, "tsyncio"), &self->context_);
  napi_add_async_cleanup_hook(env, OnTeardown, self.get(), &self->hook_);
  *result = self.release();
  return 0;
}

HostedPoll* PollOf(napi_env env, napi_value value) {
  void* data = nullptr;
  napi_get_value_external(env, value, &data);
  return static_cast<HostedPoll*>(data);
}

napi_value Open(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  HostedPoll* poll = nullptr;
  int answer = HostedPoll::Open(Environment::Of(env), args.at(0), args.at(1), &poll);
  if (answer < 0) return Int(env, answer);
  napi_value result = nullptr;
  napi_create_external(env, poll, nullptr, nullptr, &result);
  return result;
}

napi_value Start(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  return Int(env, PollOf(env, args.at(0))->Start());
}

napi_value Stop(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  return Int(env, PollOf(env, args.at(0))->Stop());
}

napi_value Close(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  HostedPoll* poll = PollOf(env, args.at(0));
  poll->Forget();
  poll->Close();
  return nullptr;
}

napi_value Register(napi_env env, napi_callback_info info) {
  Args<3> args(env, info);
  return Int(env, PollOf(env, args.at(0))->selector()->Register(args.Integer(1), args.Integer(2)));
}

napi_value Modify(napi_env env, napi_callback_info info) {
  Args<3> args(env, info);
  return Int(env, PollOf(env, args.at(0))->selector()->Modify(args.Integer(1), args.Integer(2)));
}

napi_value Unregister(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  return Int(env, PollOf(env, args.at(0))->selector()->Unregister(args.Integer(1)));
}

napi_value SetDeadline(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  return Int(env, PollOf(env, args.at(0))->selector()->SetDeadline(args.Number(1)));
}

napi_value Wake(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  return Int(env, PollOf(env, args.at(0))->selector()->Wake());
}

napi_value PollNow(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  return Int(env, PollOf(env, args.at(0))->Poll(false));
}

bool ReadableWithin(int fd, int milliseconds) {
  pollfd wait{fd, POLLIN, 0};
  return poll(&wait, 1, milliseconds) > 0;
}

napi_value PollBlocking(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  HostedPoll* hosted = PollOf(env, args.at(0));
  if (!Environment::Of(env)->MayBeTerminated()) return Int(env, hosted->Poll(true));
  // worker.terminate() and process.exit() stop the JavaScript of a thread, not its system calls: one that waited for good would hang them.
  return Int(env, ReadableWithin(hosted->selector()->fd(), kLookUp) ? hosted->Poll(false) : 0);
}

}  // namespace

void RegisterHostedPoll(napi_env env, napi_value exports) {
  Export(env, exports,
         {{"pollOpen", Open},
          {"pollStart", Start},
          {"pollStop", Stop},
          {"pollClose", Close},
          {"pollRegister", Register},
          {"pollModify", Modify},
          {"pollUnregister", Unregister},
          {"pollSetDeadline", SetDeadline},
          {"pollWake", Wake},
          {"pollNow", PollNow},
          {"pollBlocking", PollBlocking}});
}

}  // namespace tsyncio
