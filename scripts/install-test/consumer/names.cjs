/** What `tsyncio` exports, by where it comes from. */
const names = `
  CancelledError InvalidStateError TimeoutError NotImplementedError SendfileNotAvailableError LoopError SystemError eagerTaskFactory
  createEagerTaskFactory ContextVar copyContext threadsafeCaller getRunningLoop currentTask allTasks ensureFuture wrapFuture isFuture
  iscoroutine sleep shield createLoop
  nativeKernel BindingError socket socketpair constants sockets transports adoptStream asDuplex signals
  PIPE STDOUT DEVNULL subprocess startProcess killTree spawnInTerminal resizeTerminal OutputLimitError
  ThreadPoolExecutor InterpreterPoolExecutor ProcessPoolExecutor BrokenExecutorError BrokenThreadPoolError BrokenInterpreterPoolError
  BrokenProcessPoolError ExecutionFailedError NotShareableError QueueFullError closure transfer currentWork currentWorker wait asCompleted
  executors
  AbstractEventLoopPolicy DefaultEventLoopPolicy getEventLoop setEventLoop getEventLoopPolicy setEventLoopPolicy
  nativePolicy simulatedPolicy javascriptPolicy simulatedKernel simulatedNetwork DeadlockError
  createEventLoop newEventLoop run Runner KeyboardInterrupt`;

exports.missingIn = (exported) => names.split(/\s+/).filter((name) => name !== '' && exported[name] === undefined);
