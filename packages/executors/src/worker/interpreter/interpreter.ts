import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { packNotShareable } from '../../work/pack-not-shareable.ts';
import type { PackedThrown } from '../../work/packed-error.ts';
import type { FunctionText, ScriptText } from '../../work/sent-work.ts';
import type { WorkerName } from '../../work/unpack-error.ts';
import { type Compiled, packSyntaxError, WorkCompiler } from './compile-work.ts';
import type { Message } from './inside/run-work.ts';
import { openContext } from './interpreter-context.ts';

/** An isolated V8 context in which work runs: it has the language, what `shared` gave it, `currentWork` and `currentWorker`. */
export interface Interpreter {
  /** Takes the next message of its port ({ args: unknown[], context?: Record<string, unknown> }), and calls the work with it. `settle` is called exactly once. */
  call(work: FunctionText | ScriptText, worker: WorkerName, settle: (outcome: Outcome) => void): void;
  /** Drops the next message of its port. */
  skip(): void;
  /** The signal of the work that runs, if any, is aborted. */
  abort(): void;
  /** Packs what came out of the interpreter by another way, such as a rejection that nobody handled, without touching it here. */
  pack(thrown: unknown): PackedThrown;
}

/**
 * value: plain data that `postMessage` can copy without running code of the work; moved: its transfer list. error: what was thrown. unshareable: the path inside the
 * result, e.g. `result.items[3].callback`, and what is there, e.g. `a function`.
 */
export type Outcome =
  | { readonly kind: 'value'; readonly value: unknown; readonly moved?: readonly object[] }
  | { readonly kind: 'error'; readonly error: PackedThrown }
  | { readonly kind: 'unshareable'; readonly path: string; readonly what: string };

const ONLY_IN_NODE = "something that exists only in Node's own realm, such as a Blob, a KeyObject or a FileHandle";

/**
 * Runs only in a worker thread. `shared` is the first message of the port: its entries become globals.
 *
 * Nothing of this realm gets into the context but two functions, which are called there and given to nobody; and nothing of the context is
 * looked at here. Arguments are deserialized inside, results are copied inside, promises are awaited inside.
 *
 * @throws {TypeError} when `shared` cannot be received in the context, or names a global that cannot be replaced.
 */
export function makeInterpreter(port: MessagePort): Interpreter {
  let settle: ((outcome: Outcome) => void) | undefined;
  const { context, port: inside, runner } = openContext(port, deliver);
  const compiler = new WorkCompiler(context);
  share();

  return {
    call(work, worker, settleCall) {
      settle = settleCall;
      const message = receive();
      if (message === undefined) return deliver('error', packNotShareable(`the arguments have ${ONLY_IN_NODE}: give it plain data`));
      let compiled: Compiled;
      try {
        compiled = compiler.compile(work);
      } catch (error) {
        return deliver('error', packSyntaxError(error));
      }
      runner.begin(message, compiled.script, worker.name, worker.id);
      run(compiled);
    },
    skip: () => void receive(),
    abort: () => runner.abort(),
    pack: (thrown) => runner.pack(thrown),
  };

  function share(): void {
    const shared = receive();
    if (shared === undefined) throw new TypeError(`shared holds ${ONLY_IN_NODE}: give interpreters plain data`);
    const refused = runner.share(shared);
    if (refused !== undefined) throw new TypeError(`shared cannot have the name ${refused}, which interpreters need: choose another`);
  }

  function run(work: Compiled): void {
    let value: unknown;
    try {
      value = work.value();
    } catch (thrown) {
      runner.fail(thrown);
      return;
    }
    if (work.script) runner.finish(value);
    else runner.callWith(value);
  }

  /** What it gives is of the context; undefined when it cannot be there. */
  function receive(): Message | undefined {
    let received: { message: Message } | undefined;
    try {
      received = receiveMessageOnPort(inside);
    } catch {
      return undefined;
    }
    if (received === undefined) throw new Error('The interpreter was called before its arguments were sent');
    return received.message;
  }

  function deliver(kind: Outcome['kind'], content: unknown, more?: string | readonly object[]): void {
    const told = settle;
    settle = undefined;
    try {
      if (kind === 'value') told?.({ kind, value: content, ...(more === undefined ? {} : { moved: more as readonly object[] }) });
      else if (kind === 'error') told?.({ kind, error: content as PackedThrown });
      else told?.({ kind, path: content as string, what: more as string });
    } catch (error) {
      // An error of this realm must not come up among the frames of the interpreter.
      process.nextTick(() => {
        throw error;
      });
    }
  }
}
