import type { PackedThrown } from '../../../work/packed-error.ts';
import type { CopyValue } from './copy-value.ts';
import type { Intrinsics } from './intrinsics.ts';
import type { MovedValues } from './moved-values.ts';
import type { PackThrown } from './pack-thrown.ts';
import type { WorkAbort, WorkSignal } from './work-signal.ts';

/** What the worker calls of the interpreter. Its arguments are primitives, or were made in the interpreter; nothing of it ever throws. */
export interface Runner {
  /** The entries become globals; the name of the one that cannot, if any. */
  share(shared: unknown): string | undefined;
  /** What follows is the work of this message; `args` is a global while a script runs. */
  begin(message: Message, script: boolean, workerName: string, workerId: number): void;
  /** Calls the function with the arguments of the message. */
  callWith(work: unknown): void;
  /** The completion value of a script. */
  finish(value: unknown): void;
  fail(thrown: unknown): void;
  abort(): void;
  pack(thrown: unknown): PackedThrown;
}

export interface Message {
  readonly args: unknown[];
  readonly context?: Record<string, unknown>;
}

/**
 * A function of the worker's realm. It is only called here, with a few frames on the stack, and nothing else gets hold of it. `more`: what
 * cannot be shared; of a value, what is to be moved.
 */
export type Deliver = (kind: 'value' | 'error' | 'unshareable', content: unknown, more?: string | readonly object[]) => void;

interface CurrentWork {
  readonly signal: WorkSignal;
  readonly context: Record<string, unknown>;
  readonly worker: { readonly name: string; readonly id: number };
}

export interface RunnerParts {
  readonly language: Intrinsics;
  readonly copyValue: CopyValue;
  readonly pack: PackThrown;
  readonly signals: () => WorkAbort;
  readonly moved: MovedValues;
  readonly deliver: Deliver;
}

/** Runs inside the interpreter: it uses its arguments only. */
export function makeRunner({ language, copyValue, pack, signals, moved, deliver }: RunnerParts): Runner {
  const { apply, define, remove, ownKeys, freeze, prototypeOf } = language;

  interface Running {
    readonly message: Message;
    readonly worker: { readonly name: string; readonly id: number };
    aborted: boolean;
    /** Made when it is first asked for. */
    abort?: WorkAbort;
    current?: CurrentWork;
  }

  let running: Running | null = null;
  let worker: Running['worker'] | null = null;

  global('currentWork', () => {
    if (running !== null) running.current ??= currentOf(running);
    return running?.current ?? null;
  });
  global('currentWorker', () => worker);
  global('transfer', moved.transfer);

  return {
    share(shared) {
      const names = ownKeys(shared as object);
      for (let index = 0; index < names.length; index += 1) {
        const name = names[index] as string;
        const value: unknown = (shared as Record<string, unknown>)[name];
        if (!define(globalThis, name, open(value, true))) return name;
      }
      return undefined;
    },

    begin(message, script, name, id) {
      if (worker === null || worker.name !== name || worker.id !== id) worker = freeze({ __proto__: null, name, id } as never);
      running = { message, worker: worker as Running['worker'], aborted: false };
      if (script) define(globalThis, 'args', open(message.args, false));
    },

    callWith(work) {
      let result: unknown;
      try {
        result = apply(work as never, undefined, (running as Running).message.args);
      } catch (thrown) {
        settleWith('error', thrown);
        return;
      }
      finish(result);
    },

    finish,
    fail: (thrown) => settleWith('error', thrown),
    abort() {
      if (running === null) return;
      running.aborted = true;
      running.abort?.abort();
    },
    pack,
  };

  function currentOf(of: Running): CurrentWork {
    of.abort = signals();
    if (of.aborted) of.abort.abort();
    const context = of.message.context ?? ({ __proto__: null } as never);
    return freeze({ __proto__: null, signal: of.abort.signal, context, worker: of.worker } as never);
  }

  function finish(result: unknown): void {
    if ((typeof result === 'object' && result !== null) || typeof result === 'function') finishLater(result);
    else settleWith('value', result);
  }

  // `await` and nothing else: it uses what the language has, whatever has become of Promise and its prototype.
  async function finishLater(result: object): Promise<void> {
    let kind: 'value' | 'error' = 'value';
    let value: unknown;
    try {
      value = await (isGenerator(result) ? lastOf(result) : result);
      if (isGenerator(value)) value = await lastOf(value);
    } catch (thrown) {
      kind = 'error';
      value = thrown;
    }
    settleWith(kind, value);
  }

  function isGenerator(value: unknown): value is object {
    if (typeof value !== 'object' || value === null) return false;
    for (let prototype = prototypeOf(value); prototype !== null; prototype = prototypeOf(prototype)) {
      if (prototype === language.generator || prototype === language.asyncGenerator) return true;
    }
    return false;
  }

  // What it yields is waited for, and given back to it.
  async function lastOf(generator: object): Promise<unknown> {
    let step = await language.generatorNext(generator, undefined);
    while (!step.done) {
      let value: unknown;
      try {
        value = await step.value;
      } catch (thrown) {
        step = await language.generatorThrow(generator, thrown);
        continue;
      }
      step = await language.generatorNext(generator, value);
    }
    return step.value;
  }

  /** Copies what there is, and ends the work, so that nothing of this call is on the stack when the worker is told. */
  function settleWith(kind: 'value' | 'error', content: unknown): void {
    const outcome = outcomeOf(kind, content);
    running = null;
    remove(globalThis, 'args');
    deliver(outcome.kind, outcome.content, outcome.more);
  }

  function outcomeOf(
    kind: 'value' | 'error',
    content: unknown,
  ): { kind: Parameters<Deliver>[0]; content: unknown; more?: Parameters<Deliver>[2] } {
    if (kind === 'error') return { kind, content: pack(content) };
    try {
      const list = moved.listOf(content);
      const copied = copyValue(content, 'result', list);
      return copied.ok ? { kind, content: copied.value, more: list } : { kind: 'unshareable', content: copied.path, more: copied.what };
    } catch (thrown) {
      return { kind: 'error', content: pack(thrown) };
    }
  }

  function global(name: string, value: unknown): void {
    define(globalThis, name, open(value, false));
  }

  function open(value: unknown, enumerable: boolean): PropertyDescriptor {
    return { __proto__: null, value, enumerable, writable: true, configurable: true } as PropertyDescriptor;
  }
}
