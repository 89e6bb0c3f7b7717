/**
 * The loop, its futures, tasks and contexts, and the types of everything that areas add to it.
 *
 * @packageDocumentation
 */
export type { AnyArea, Area, LoopWith, Satisfied, Unmet } from './area.ts';
export { ContextVar, copyContext } from './context/context-var.ts';
export { preserveAsyncContext } from './context/preserve-async-context.ts';
export { iscoroutine } from './coroutine/is-coroutine.ts';
export { createLoop } from './create-loop.ts';
export {
  CancelledError,
  InvalidStateError,
  LoopError,
  type LoopErrorCode,
  NotImplementedError,
  SendfileNotAvailableError,
  TimeoutError,
} from './errors.ts';
export { ensureFuture } from './future/ensure-future.ts';
export { isFuture } from './future/is-future.ts';
export { shield } from './future/shield.ts';
export { sleep } from './future/sleep.ts';
export { wrapFuture } from './future/wrap-future.ts';
export type {
  Address,
  CanAddress,
  InetAddress,
  NetlinkAddress,
  RawAddress,
  SocketAddress,
  VsockAddress,
} from './interfaces/address.ts';
export type { AnySocketApi } from './interfaces/any-socket-api.ts';
export type { BytesLike } from './interfaces/bytes-like.ts';
export type { LoopCapabilities } from './interfaces/capabilities.ts';
export type {
  AcceptedSocketOptions,
  ClientTlsOptions,
  ConnectionOptions,
  StartTlsOptions,
  UnixConnectionOptions,
} from './interfaces/connection-options.ts';
export type { Context, ContextToken } from './interfaces/context.ts';
export type { Awaitable, Coroutine } from './interfaces/coroutine.ts';
export type { DatagramEndpointOptions } from './interfaces/datagram-options.ts';
export type { ExceptionContext, ExceptionHandler } from './interfaces/exception-context.ts';
export type { Executor, MapOptions, ThreadExecutor } from './interfaces/executor.ts';
export type { ExecutorApi } from './interfaces/executor-api.ts';
export type { ExecutorFuture } from './interfaces/executor-future.ts';
export type { FileLike } from './interfaces/file-like.ts';
export type { FileTransfer } from './interfaces/file-transfer.ts';
export type { Future } from './interfaces/future.ts';
export type { Callback, Handle, TimerHandle } from './interfaces/handle.ts';
export type { Kernel } from './interfaces/kernel/kernel.ts';
export type { Loop } from './interfaces/loop.ts';
export type {
  AnyProtocol,
  BaseProtocol,
  BufferedProtocol,
  DatagramProtocol,
  Protocol,
  ProtocolFactory,
  StreamProtocol,
  SubprocessProtocol,
} from './interfaces/protocol.ts';
export type { Server } from './interfaces/server.ts';
export type { ListenOptions, ServerOptions, UnixServerOptions } from './interfaces/server-options.ts';
export type { SignalApi } from './interfaces/signal-api.ts';
export type {
  ReceivedMessage,
  ReceivedMessageInto,
  ReceiveMessageOptions,
  SendMessageOptions,
  Socket,
} from './interfaces/socket.ts';
export type { SendfileOptions, SocketApi } from './interfaces/socket-api.ts';
export type { Stdio, SubprocessApi, SubprocessOptions } from './interfaces/subprocess-api.ts';
export type { Task, TaskFactory, TaskOptions } from './interfaces/task.ts';
export type { TlsOptions, TlsTimeouts } from './interfaces/tls-options.ts';
export type {
  BaseTransport,
  DatagramTransport,
  ExtraInfo,
  ReadTransport,
  SubprocessTransport,
  Transport,
  WriteTransport,
} from './interfaces/transport.ts';
export type { AddressInfo, TransportApi } from './interfaces/transport-api.ts';
export type { ClosureWork, ModuleWork, ScriptWork, Work } from './interfaces/work.ts';
export { getRunningLoop } from './loop/running-loop.ts';
export { DEVNULL, PIPE, STDOUT } from './stdio.ts';
export { SystemError } from './system-error.ts';
export { allTasks, currentTask } from './task/current-task.ts';
export { createEagerTaskFactory, eagerTaskFactory } from './task/eager-task-factory.ts';
export { type ThreadsafeCaller, threadsafeCaller } from './thread/threadsafe-caller.ts';
