import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Area } from '../area.ts';
import { isThenable } from '../future/wrap-future.ts';
import type { Loop } from '../interfaces/loop.ts';
import { refuseClosed } from '../loop/enqueue.ts';
import { type LoopState, stateOf } from '../loop/loop-state.ts';
import { type AnswerMessage, type CallMessage, packError } from './call-message.ts';

type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;

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
  const known = new Map(Object.entries(functions));
  for (const [name, fn] of known)
    if (typeof fn !== 'function') throw new TypeError(`createThreadsafePort needs functions, got ${typeof fn} for '${name}'`);
  const { port1: mine, port2: theirs } = new MessageChannel();
  mine.on('message', (call: CallMessage) => {
    if (state.phase !== 'closed') state.loop.callSoonThreadsafe(() => answer(state, mine, known.get(call.name), call));
  });
  // The loop's run keeps the process alive, not a door that somebody might use.
  mine.unref();
  const close = (): void => mine.close();
  state.onClose.add(close);
  mine.on('close', () => state.onClose.delete(close));
  return theirs;
}

function answer(
  state: LoopState,
  port: MessagePort,
  fn: ((...args: never[]) => unknown) | undefined,
  { id, name, args }: CallMessage,
): void {
  if (fn === undefined) {
    const error = new TypeError(`this loop offers no function '${name}' to other threads`);
    if (id === undefined) throw error;
    return reply(port, { id, error: packError(error) });
  }
  if (id === undefined) {
    fn(...(args as never[]));
    return;
  }
  const task = state.loop.createTask(
    async () => {
      const result = fn(...(args as never[]));
      return isThenable(result) ? await result : result;
    },
    { name: `threadsafe call of ${name}` },
  );
  task.addDoneCallback(() => reply(port, task.cancelled() ? cancelled(id) : outcome(id, task.exception(), () => task.result())));
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
