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
  NotShareableError,
  ProcessPoolExecutor,
  QueueFullError,
  ThreadPoolExecutor,
  transfer,
  wait,
} from '@tsyncio/executors';
export { BindingError, nativeKernel } from '@tsyncio/native';
export { signals } from '@tsyncio/signals';
export { constants, type PeerCredentials, peerCredentials, type SocketOptions, sockets } from '@tsyncio/sockets';
export { killTree, OutputLimitError, resizeTerminal, spawnInTerminal, startProcess, subprocess } from '@tsyncio/subprocess';
export { adoptStream, asDuplex, transports } from '@tsyncio/transports';
export { createEventLoop, type EventLoopOptions, newEventLoop } from './create-event-loop.ts';
export type { EventLoop } from './event-loop.ts';
export { type RunOptions, run } from './run.ts';
export { socket, socketpair } from './socket.ts';
