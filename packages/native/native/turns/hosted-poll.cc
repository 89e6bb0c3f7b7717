#include "turns/hosted-poll.hh"

#include <node_api.h>
#include <uv.h>

#include <cerrno>
#include <memory>
#include <string>

#include "environment/environment.hh"
#include "napi/args.hh"
#include "selector/selector.hh"

namespace tsyncio {

namespace {

struct PollArguments {
  // Called with how many entries of `events` were filled.
  napi_value callback;
  napi_value events;
  std::string poller;
};

// A selector as a guest of Node's loop: when its descriptor becomes readable, it is polled and JavaScript is entered once.
//
//   open ──► stopped ◄──► started          close, or the environment goes ──► closing ──(uv_close)──► deleted
//
// The cleanup hook stays until the handles are really closed, so that an environment never goes while libuv still knows them.
class HostedPoll {
 public:
  static int Open(Environment* environment, const PollArguments& arguments, HostedPoll** result);

  int Start() {
    int status = uv_poll_start(&handle_, UV_READABLE, OnReadable);
    if (status < 0 || !watched_) return status;
    status = selector_->Watch();
    if (status < 0) {
      uv_poll_stop(&handle_);
      return status;
    }
    return uv_prepare_start(&before_sleep_, OnBeforeSleep);
  }

  int Stop() {
    if (watched_) {
      uv_prepare_stop(&before_sleep_);
      selector_->Unwatch();
    }
    return uv_poll_stop(&handle_);
  }

  void Close() {
    if (handles_to_close_ > 0) return;
    Stop();
    handles_to_close_ = watched_ ? 2 : 1;
    uv_close(reinterpret_cast<uv_handle_t*>(&handle_), OnClosed);
    if (watched_) uv_close(reinterpret_cast<uv_handle_t*>(&before_sleep_), OnClosed);
    // libuv has let go of the descriptor: it need not stay open until the handle is gone.
    selector_.reset();
  }

  Selector* selector() { return selector_.get(); }

  int Poll(bool block) {
    const int count = selector_->Poll(events_, capacity_, block);
    if (selector_->TakeRenewed()) WatchAnew();
    return count;
  }

 private:
  HostedPoll(Environment* environment, const SelectorKind& kind) : env_(environment->env()), selector_(kind.make()) {
    handle_.data = this;
    before_sleep_.data = this;
  }

  int InitHandles(uv_loop_t* host);
  int FindEvents(napi_value events);
  void Hold(const PollArguments& arguments);

  // libuv knows the number as it was: stopping makes it forget, starting registers what is there now.
  void WatchAnew() {
    if (!uv_is_active(reinterpret_cast<uv_handle_t*>(&handle_))) return;
    uv_poll_stop(&handle_);
    uv_poll_start(&handle_, UV_READABLE, OnReadable);
  }

  static void OnReadable(uv_poll_t* handle, int status, int events) {
    auto* self = static_cast<HostedPoll*>(handle->data);
    int count = self->Poll(false);
    self->CallBack(count < 0 ? 0 : count);
  }

  static void OnBeforeSleep(uv_prepare_t* handle) { static_cast<HostedPoll*>(handle->data)->selector_->Watch(); }

  static void OnClosed(uv_handle_t* handle) {
    auto* self = static_cast<HostedPoll*>(handle->data);
    if (--self->handles_to_close_ > 0) return;
    napi_remove_async_cleanup_hook(self->hook_);
    delete self;
  }

  static void OnTeardown(napi_async_cleanup_hook_handle, void* data) {
    auto* self = static_cast<HostedPoll*>(data);
    if (self->handles_to_close_ == 0) self->Forget();
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
  // Only for selectors that need Watch.
  uv_prepare_t before_sleep_{};
  napi_async_cleanup_hook_handle hook_ = nullptr;
  napi_async_context context_ = nullptr;
  napi_ref callback_ = nullptr;
  napi_ref array_ = nullptr;
  int32_t* events_ = nullptr;
  int capacity_ = 0;
  bool watched_ = false;
  int handles_to_close_ = 0;
};

int HostedPoll::Open(Environment* environment, const PollArguments& arguments, HostedPoll** result) {
  const SelectorKind* kind = FindSelectorKind(arguments.poller.c_str());
  if (kind == nullptr) return -EINVAL;
  std::unique_ptr<HostedPoll> self(new HostedPoll(environment, *kind));
  int answer = self->selector_->Open();
  if (answer < 0) return answer;
  answer = self->FindEvents(arguments.events);
  if (answer < 0) return answer;
  answer = self->InitHandles(environment->host());
  if (answer < 0) return answer;
  self->Hold(arguments);
  napi_add_async_cleanup_hook(environment->env(), OnTeardown, self.get(), &self->hook_);
  *result = self.release();
  return 0;
}

int HostedPoll::InitHandles(uv_loop_t* host) {
  watched_ = selector_->needs_watch();
  // The one that can fail comes first: an initialized handle would have to be closed.
  int answer = uv_poll_init(host, &handle_, selector_->fd());
  if (answer == 0 && watched_) uv_prepare_init(host, &before_sleep_);
  return answer;
}

int HostedPoll::FindEvents(napi_value events) {
  napi_typedarray_type type;
  size_t length = 0;
  void* data = nullptr;
  if (napi_get_typedarray_info(env_, events, &type, &length, &data, nullptr, nullptr) != napi_ok) return -EINVAL;
  if (type != napi_int32_array) return -EINVAL;
  events_ = static_cast<int32_t*>(data);
  capacity_ = static_cast<int>(length / 2);
  return 0;
}

void HostedPoll::Hold(const PollArguments& arguments) {
  napi_create_reference(env_, arguments.callback, 1, &callback_);
  napi_create_reference(env_, arguments.events, 1, &array_);
  napi_async_init(env_, nullptr, Text(env_, "tsyncio"), &context_);
}

HostedPoll* PollOf(napi_env env, napi_value value) {
  void* data = nullptr;
  napi_get_value_external(env, value, &data);
  return static_cast<HostedPoll*>(data);
}

napi_value Open(napi_env env, napi_callback_info info) {
  Args<3> args(env, info);
  PollArguments arguments{args.at(0), args.at(1), {}};
  if (!StringOf(env, args.at(2), &arguments.poller)) return Int(env, -EINVAL);
  HostedPoll* poll = nullptr;
  int answer = HostedPoll::Open(Environment::Of(env), arguments, &poll);
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

napi_value PollBlocking(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  return Int(env, PollOf(env, args.at(0))->Poll(true));
}

napi_value Pollers(napi_env env) {
  napi_value names = nullptr;
  napi_create_array(env, &names);
  for (uint32_t i = 0; kSelectorKinds[i].name != nullptr; i++) napi_set_element(env, names, i, Text(env, kSelectorKinds[i].name));
  return names;
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
  Set(env, exports, "pollers", Pollers(env));
}

}  // namespace tsyncio
