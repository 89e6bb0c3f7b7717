/**
 * asyncio's low-level API for Node.js: every area on the native kernel.
 *
 * @packageDocumentation
 */
export * from '@tsyncio/core';
export {
  asCompleted,
  BrokenExecutorError,
  BrokenInterpreterPoolError,
  BrokenProcessPoolError,
  BrokenThreadPoolError,
  type CurrentWork,
  closure,
  currentWork,
  currentWorker,
  ExecutionFailedError,
  executors,
  InterpreterPoolExecutor,
  type InterpreterPoolOptions,
  type ModulePoolOptions,
  NotShareableError,
  type PoolOptions,
  type PoolStats,
  ProcessPoolExecutor,
  type ProcessPoolOptions,
  QueueFullError,
  type ReturnWhen,
  ThreadPoolExecutor,
  type ThreadPoolOptions,
  transfer,
  type WaitOptions,
  wait,
} from '@tsyncio/executors';
export { BindingError, nativeKernel } from '@tsyncio/native';
export { AbstractEventLoopPolicy, DefaultEventLoopPolicy, getEventLoop, setEventLoop, setEventLoopPolicy } from '@tsyncio/policies';
export { isSignalHandled, signals } from '@tsyncio/signals';
export * from '@tsyncio/simulation';
export { constants, type PeerCredentials, peerCredentials, type SocketOptions, sockets } from '@tsyncio/sockets';
export { killTree, OutputLimitError, resizeTerminal, spawnInTerminal, startProcess, subprocess } from '@tsyncio/subprocess';
export { adoptStream, asDuplex, transports } from '@tsyncio/transports';
export { createEventLoop, type EventLoopOptions } from './create-event-loop.ts';
export { getEventLoopPolicy } from './default-policy.ts';
export type { EventLoop, SocketMethods } from './event-loop.ts';
export { javascriptPolicy } from './javascript-policy.ts';
export { KeyboardInterrupt } from './keyboard-interrupt.ts';
export { nativePolicy } from './native-policy.ts';
export { newEventLoop } from './new-event-loop.ts';
export { type RunOptions, run } from './run.ts';
export { Runner, type RunnerOptions } from './runner.ts';
export { simulatedPolicy } from './simulated-policy.ts';
export { socket, socketpair } from './socket.ts';
