import type { MessagePort } from 'node:worker_threads';
import { LoopError } from '../errors.ts';
import { kindOf } from '../kind-of.ts';
import { type AnswerMessage, type CallMessage, unpackError } from './call-message.ts';

/** Calls functions on the loop of another thread. */
export interface ThreadsafeCaller {
  /** Have the loop call a function, without waiting for it. @see asyncio `loop.call_soon_threadsafe` */
  callSoonThreadsafe(name: string, ...args: unknown[]): void;
  /**
   * Have the loop run a function as a task, and give its result. Arguments and results are structured-cloned; errors keep name, message,
   * code and stack. Rejects when the loop offers no such function, and with `ERR_LOOP_CLOSED` when it is closed first.
   *
   * @see asyncio `asyncio.run_coroutine_threadsafe`
   */
  runCoroutineThreadsafe<T>(name: string, ...args: unknown[]): Promise<T>;
}

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

/** The other end of `loop.createThreadsafePort`, in any worker thread. It keeps its thread alive only while it waits for an answer. */
export function threadsafeCaller(port: MessagePort): ThreadsafeCaller {
  if (typeof port?.postMessage !== 'function' || typeof port.on !== 'function')
    throw new TypeError(`threadsafeCaller needs a port that loop.createThreadsafePort gave, got ${kindOf(port)}`);
  const pending = new Map<number, Pending>();
  let calls = 0;
  let closed = false;
  port.on('message', ({ id, value, error }: AnswerMessage) => {
    const call = pending.get(id);
    pending.delete(id);
    if (pending.size === 0) port.unref();
    if (error === undefined) call?.resolve(value as never);
    else call?.reject(unpackError(error));
  });
  const rejectAll = (error: Error): void => {
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
    port.unref();
  };
  port.on('messageerror', rejectAll);
  port.on('close', () => {
    closed = true;
    rejectAll(closedError());
  });
  port.unref();
  const send = (message: CallMessage): void => {
    if (closed) throw closedError();
    port.postMessage(message);
  };
  return {
    callSoonThreadsafe: (name, ...args) => send({ name, args }),
    runCoroutineThreadsafe: <T>(name: string, ...args: unknown[]) =>
      new Promise<T>((resolve, reject) => {
        const id = ++calls;
        send({ id, name, args });
        pending.set(id, { resolve, reject });
        port.ref();
      }),
  };
}

function closedError(): LoopError {
  return new LoopError('ERR_LOOP_CLOSED', 'the loop behind this port is closed');
}
