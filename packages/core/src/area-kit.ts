/**
 * What areas and kernels are made with: the inside of a loop. Programs that only use loops need nothing of this.
 *
 * @packageDocumentation
 */
export { toBytes } from './bytes.ts';
export { captureCell } from './context/current-context.ts';
export { nameErrors } from './errors.ts';
export { LoopFuture } from './future/loop-future.ts';
export type { Clock } from './interfaces/kernel/clock.ts';
export type { Files } from './interfaces/kernel/files.ts';
export type { Kernel, PollerKernel, ResolverKernel, SocketKernel } from './interfaces/kernel/kernel.ts';
export type { PipeKind, Pipes } from './interfaces/kernel/pipes.ts';
export { type Poller, READABLE, WRITABLE } from './interfaces/kernel/poller.ts';
export type { ChildProcess, Processes, SpawnFailure, SpawnRequest } from './interfaces/kernel/processes.ts';
export type { AddressQuery, Resolver } from './interfaces/kernel/resolver.ts';
export type { Signals } from './interfaces/kernel/signals.ts';
export type { KernelAddress, SocketCalls } from './interfaces/kernel/socket-calls.ts';
export type { SocketPaths } from './interfaces/kernel/socket-paths.ts';
export type { Turns } from './interfaces/kernel/turns.ts';
export { kindOf } from './kind-of.ts';
export { checkLoop } from './loop/check-loop.ts';
export { provideCurrentLoop } from './loop/current-loop.ts';
export { enqueue, enqueueFromHost, refuseClosed } from './loop/enqueue.ts';
export { hostKernel } from './loop/host-kernel.ts';
export { type LoopState, stateOf } from './loop/loop-state.ts';
export type { Readiness } from './loop/readiness.ts';
export { runningLoop } from './loop/running-loop.ts';
export { checkCall, checkProtocol } from './method-arguments.ts';
export { type OptionNames, ownOptions } from './own-options.ts';
export { checkCallback } from './queue/check-callback.ts';
export { LoopHandle } from './queue/loop-handle.ts';
export { showAsText } from './queue/show-as-text.ts';
export { signalName, signalNumber } from './signal-number.ts';
export { type AddressCalls, decodeAddress, encodeAddress } from './socket/address-codec.ts';
export { checkAddress, checkPort, trustAddress } from './socket/check-address.ts';
export { checkInteger } from './socket/check-integer.ts';
export { checkSendfile, type FilePart } from './socket/check-sendfile.ts';
export { claimSocket, guardSocket } from './socket/claim-socket.ts';
export { isStream } from './socket/is-stream.ts';
export { isWouldBlock, KernelSocket, pendingError, socketCallsOf } from './socket/kernel-socket.ts';
export { checkList, sendMessageArguments } from './socket/message-arguments.ts';
export { queryResolver } from './socket/query-resolver.ts';
export { readAt } from './socket/read-at.ts';
export { SentFile } from './socket/sent-file.ts';
export { errorCode, SystemError, type SystemErrorDetails, systemError } from './system-error.ts';
