#include "process/process.hh"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>

#include "environment/environment.hh"
#include "napi/args.hh"
#include "process/exit-watch.hh"
#include "process/signal-child.hh"
#include "process/spawn-request.hh"
#include "process/start.hh"

namespace tsyncio {

namespace {

// As CPython tells it, of a child that somebody else reaped.
constexpr int kUnknownStatus = 255;

napi_value FailureOf(napi_env env, const SpawnFailure& failure) {
  napi_value result = nullptr;
  napi_create_array_with_length(env, 2, &result);
  napi_set_element(env, result, 0, Int(env, -failure.error));
  napi_set_element(env, result, 1, Text(env, NameOf(failure.step)));
  return result;
}

Started Start(const SpawnRequest& request) {
#ifdef __linux__
  if (!request.by_fork()) return StartByClone(request.plan());
#endif
  return StartByFork(request.plan());
}

// The child, and the descriptor of its exit; or no pid and why.
Started StartWatched(const SpawnRequest& request) {
  ExitWatch watch;
  Started started;
  if (request.by_thread()) started.failure = watch.Prepare();
  if (started.failure.error != 0) return started;
  started = Start(request);
  if (started.failure.error != 0) return started;
  if (request.by_thread() && started.pidfd >= 0) {
    close(started.pidfd);
    started.pidfd = -1;
  }
  started.pidfd = watch.Watch(started, &started.failure);
  if (started.failure.error == 0) return started;
  kill(started.pid, SIGKILL);
  while (waitpid(started.pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return started;
}

// processSpawn(texts, numbers, cwd): [pid, exit], or [errno, syscall]
napi_value Spawn(napi_env env, napi_callback_info info) {
  Args<3> args(env, info);
  Environment* environment = Environment::Of(env);
  SpawnRequest request;
  const int answer = request.Read(env, args.at(0), args.at(1), args.at(2));
  if (answer < 0) return FailureOf(env, {-answer, Step::kNone});
  if (!environment->children().Reserve()) return FailureOf(env, {ENOMEM, Step::kNone});
  const Started started = StartWatched(request);
  if (started.failure.error != 0) return FailureOf(env, started.failure);
  environment->Adopt(started.pidfd);
  environment->children().Add(started.pid, started.pidfd);
  napi_value result = nullptr;
  napi_create_array_with_length(env, 2, &result);
  napi_set_element(env, result, 0, Int(env, started.pid));
  napi_set_element(env, result, 1, Int(env, started.pidfd));
  return result;
}

void CloseExit(Environment* environment, int exit) {
  environment->Release(exit);
  close(exit);
}

// processReap(pid): what it exited with, the negated number of a signal, or null
napi_value Reap(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  const pid_t pid = args.Integer(0);
  Environment* environment = Environment::Of(env);
  const int exit = environment->children().ExitOf(pid);
  if (exit < 0) return Int(env, kUnknownStatus);
  int status = 0;
  pid_t answer;
  do {
    answer = waitpid(pid, &status, WNOHANG);
  } while (answer < 0 && errno == EINTR);
  if (answer == 0) {
    napi_value running = nullptr;
    napi_get_null(env, &running);
    return running;
  }
  environment->children().Remove(pid);
  CloseExit(environment, exit);
  if (answer < 0) return Int(env, kUnknownStatus);
  return Int(env, WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status));
}

// processKill(pid, signo): only a child that was not reaped has the number for sure.
napi_value Kill(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  const pid_t pid = args.Integer(0);
  const int exit = Environment::Of(env)->children().ExitOf(pid);
  return Int(env, exit < 0 ? -ESRCH : SignalChild(pid, exit, args.Integer(1)));
}

// processKillGroup(group, signo): 0 and 1 would reach our own processes, or all.
napi_value KillGroup(napi_env env, napi_callback_info info) {
  Args<2> args(env, info);
  const pid_t group = args.Integer(0);
  if (group <= 1) return Int(env, -EINVAL);
  return Int(env, kill(-group, args.Integer(1)) < 0 ? -errno : 0);
}

// processEnd(pid): kill and reap it, and close its descriptor
napi_value End(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  const pid_t pid = args.Integer(0);
  Environment* environment = Environment::Of(env);
  const int exit = environment->children().ExitOf(pid);
  if (exit < 0) return Int(env, -ESRCH);
  environment->children().End(pid);
  CloseExit(environment, exit);
  return Int(env, 0);
}

}  // namespace

void RegisterProcess(napi_env env, napi_value exports) {
  Export(env, exports,
         {{"processSpawn", Spawn}, {"processReap", Reap}, {"processKill", Kill}, {"processKillGroup", KillGroup}, {"processEnd", End}});
}

}  // namespace tsyncio
