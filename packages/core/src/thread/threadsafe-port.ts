import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Area } from '../area.ts';
import { captureCell } from '../context/current-context.ts';
import { isGenerator } from '../coroutine/is-coroutine.ts';
import { ensureFuture } from '../future/ensure-future.ts';
import { isThenable } from '../future/wrap-future.ts';
import type { Coroutine } from '../interfaces/coroutine.ts';
import type { Future } from '../interfaces/future.ts';
import type { Loop } from '../interfaces/loop.ts';
import type { Task } from '../interfaces/task.ts';
import { kindOf } from '../kind-of.ts';
import { enqueue, refuseClosed } from '../loop/enqueue.ts';
import { type LoopState, stateOf } from '../loop/loop-state.ts';
import { LoopHandle } from '../queue/loop-handle.ts';
import { type AnswerMessage, type CallMessage, packError } from './call-message.ts';

type AnyFunction = (...args: never[]) => unknown;
type Functions = Readonly<Record<string, AnyFunction>>;

/** The door for other threads: a loop itself cannot be reached from one. */
export function threadsafePorts(): Area<'threadsafePorts', Pick<Loop, 'createThreadsafePort'>> {
  return {
    name: 'threadsafePorts',
    install: (loop) => {
      const state = stateOf(loop);
      return { createThreadsafePort: (functions) => createThreadsafePort(state, functions as Functions) };
    },
  };
}

function createThreadsafePort(state: LoopState, functions: Functions): MessagePort {
  refuseClosed(state);
  if (typeof functions !== 'object' || functions === null)
    throw new TypeError(`createThreadsafePort needs an object with functions by name, got ${kindOf(functions)}`);
  const known = new Map(Object.entries(functions));
  for (const [name, fn] of known)
    if (typeof fn !== 'function') throw new TypeError(`createThreadsafePort needs functions, got ${kindOf(fn)} for '${name}'`);
  const { port1: mine, port2: theirs } = new MessageChannel();
  // Whoever calls is in another thread: calls run in the context in which the port was made.
  const cell = captureCell(state);
  const take = (call: CallMessage): void => {
    if (state.phase === 'closed') return;
    enqueue(state, new LoopHandle(state, cell, () => answer(state, mine, known.get(call.name), call), []));
    state.kernel.turns.wake();
  };
  mine.on('message', take);
  const look = (): void => {
    for (let next = receiveMessageOnPort(mine); next !== undefined; next = receiveMessageOnPort(mine)) take(next.message as CallMessage);
  };
  state.doors.add(look);
  // The loop's run keeps the process alive, not a door that somebody might use.
  mine.unref();
  const close = (): void => mine.close();
  state.onClose.add(close);
  mine.on('close', () => {
    state.onClose.delete(close);
    state.doors.delete(look);
  });
  return theirs;
}

function answer(state: LoopState, port: MessagePort, fn: AnyFunction | undefined, { id, name, args }: CallMessage): void {
  if (fn === undefined) {
    const error = new TypeError(`this loop offers no function '${name}' to other threads`);
    if (id === undefined) throw error;
    return reply(port, { id, error: packError(error) });
  }
  if (id === undefined) {
    fn(...(args as never[]));
    return;
  }
  const coroutine = state.blocking ? callInSteps(fn, args) : () => call(state.loop, fn, args);
  const task = makeTask(state, coroutine, port, { id, name });
  task.addDoneCallback(() => reply(port, task.cancelled() ? cancelled(id) : outcome(id, task.exception(), () => task.result())));
}

// A task factory may fail: both the loop and the caller are told.
function makeTask(
  { loop }: LoopState,
  coroutine: Coroutine<unknown>,
  port: MessagePort,
  { id, name }: { id: number; name: string },
): Task<unknown> {
  try {
    return loop.createTask(coroutine, { name: `threadsafe call of ${name}` });
  } catch (error) {
    reply(port, { id, error: packError(error) });
    throw error;
  }
}

async function call(loop: Loop, fn: AnyFunction, args: readonly unknown[]): Promise<unknown> {
  const result = fn(...(args as never[]));
  if (isGenerator(result)) return loop.createTask(result as Coroutine<unknown>);
  return isThenable(result) ? await result : result;
}

// In a run that blocks, promises do not settle.
function* callInSteps(fn: AnyFunction, args: readonly unknown[]): Generator<Future<unknown>, unknown, unknown> {
  const result = fn(...(args as never[]));
  if (isGenerator(result)) return yield* result as Generator<Future<unknown>, unknown, unknown>;
  return isThenable(result) ? yield* ensureFuture(result as Future<unknown>) : result;
}

function outcome(id: number, error: unknown, result: () => unknown): AnswerMessage {
  return error === null ? { id, value: result() } : { id, error: packError(error) };
}

function cancelled(id: number): AnswerMessage {
  return { id, error: { error: new Error('the call was cancelled'), name: 'CancelledError', code: 'ERR_CANCELLED' } };
}

// A result that cannot be cloned must not leave the caller waiting.
function reply(port: MessagePort, message: AnswerMessage): void {
  try {
    port.postMessage(message);
  } catch (error) {
    port.postMessage({ id: message.id, error: packError(error) } satisfies AnswerMessage);
  }
}
