import { type Clone, copies, findUnshareable, type Unshareable } from '../work/find-unshareable.ts';
import { packThrown } from '../work/pack-error.ts';
import { packNotShareable } from '../work/pack-not-shareable.ts';
import type { PackedThrown } from '../work/packed-error.ts';
import type { SentWork } from '../work/sent-work.ts';
import { transferListOf } from '../work/transfer.ts';
import type { WorkerName } from '../work/unpack-error.ts';
import { type CurrentWork, setWorkerInside } from './current-work.ts';
import { setProgram } from './import-module.ts';
import { type Callable, loadModule, loadWork } from './load-work.ts';
import { whenSettled } from './settle.ts';
import { ERROR, type FromWorker, PART, type SentTask, type StartMessage, sharedTime, VALUE } from './wire.ts';
import { workSignal } from './work-signal.ts';

/** The way back to the pool. */
export interface Wire {
  /** @throws what cannot be copied */
  send(message: FromWorker, transferList: readonly unknown[] | null): void;
  readonly clone: Clone;
  /** Whether the work of this number was cancelled while it runs, where that can be seen without a message. */
  aborted(id: number): boolean;
}

type Settle = (how: typeof VALUE | typeof ERROR | typeof PART, payload: unknown, transferList?: readonly unknown[] | null) => void;

/** Calls work in the realm of the worker, one after the other. */
export class WorkRunner {
  readonly #wire: Wire;
  readonly #known = new Map<number, Callable | SentWork>();
  #current: { readonly id: number; readonly work: CurrentWork; readonly abort: () => void } | null = null;
  #worker: WorkerName = { name: '', id: 0 };
  /** Work whose cancellation came before its turn. */
  readonly #abortedEarly = new Set<number>();

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** @returns whether work may come. */
  async start({ start }: StartMessage, id: number): Promise<boolean> {
    this.#worker = { name: start.worker.name, id };
    setWorkerInside({ worker: this.#worker, current: () => this.#current?.work ?? null });
    try {
      setProgram(start.program);
      if (start.mainModule !== null) await loadModule(start.mainModule);
      if (start.initializer !== null) {
        const { work, args } = start.initializer;
        const fn = await loadWork(work);
        await new Promise((resolve, reject) => whenSettled(fn(...args), resolve, reject));
      }
    } catch (error) {
      this.#wire.send({ initializerFailed: this.#pack(error) }, null);
      return false;
    }
    this.#wire.send({ ready: id }, null);
    return true;
  }

  forget(works: readonly number[]): void {
    for (const work of works) this.#known.delete(work);
  }

  learn([, work, text]: SentTask): void {
    if (text !== null) this.#known.set(work, text);
  }

  /** Arguments come with the work. */
  skip(): void {}

  abort(id: number): void {
    if (this.#current?.id === id) this.#current.abort();
    else this.#abortedEarly.add(id);
  }

  /** Call it, and send what came of it. @returns a promise only when there is something to wait for. */
  run(task: SentTask): Promise<void> | undefined {
    const [id, work, , args, context, chunk] = task;
    const begun = sharedTime();
    this.#current = this.#makeCurrent(id, context);
    if (this.#abortedEarly.has(id)) this.#current.abort();
    // What else is there came too late.
    this.#abortedEarly.clear();
    let waiting: (() => void) | null = null;
    let ended = false;
    const settle: Settle = (how, payload, transferList = null) => {
      ended = true;
      this.#current = null;
      this.#answer([id, how, payload, begun, sharedTime()], transferList, chunk);
      waiting?.();
    };
    const fail = (error: unknown): void => settle(ERROR, this.#pack(error));
    this.#withCallable(work, (fn) => (chunk ? this.#callMany(fn, args, settle) : this.#call(fn, args, settle, fail)), fail);
    if (ended) return undefined;
    return new Promise((resolve) => {
      waiting = resolve;
    });
  }

  #makeCurrent(id: number, context: Readonly<Record<string, unknown>> | null) {
    const worker = this.#worker;
    const aborted = (): boolean => this.#wire.aborted(id);
    let made: ReturnType<typeof workSignal> | null = null;
    let early = false;
    const work: CurrentWork = {
      get signal() {
        made ??= workSignal(aborted);
        if (early) made.abort();
        return made.signal;
      },
      context: context ?? {},
      worker,
    };
    const abort = (): void => {
      early = true;
      made?.abort();
    };
    return { id, work, abort };
  }

  #withCallable(work: number, then: (fn: Callable) => void, fail: (error: unknown) => void): void {
    const known = this.#known.get(work);
    if (typeof known === 'function') return then(known);
    if (known === undefined) return fail(new TypeError(`this worker was not told what work ${work} is`));
    let loaded: ReturnType<typeof loadWork>;
    try {
      loaded = loadWork(known);
    } catch (error) {
      return fail(error);
    }
    const use = (fn: Callable): void => {
      this.#known.set(work, fn);
      then(fn);
    };
    if (typeof loaded === 'function') use(loaded);
    else loaded.then(use).catch(fail);
  }

  #call(fn: Callable, args: readonly unknown[], settle: Settle, fail: (error: unknown) => void): void {
    let given: unknown;
    try {
      given = fn(...args);
    } catch (error) {
      return fail(error);
    }
    whenSettled(given, (value) => settle(VALUE, value, transferListOf([value])), fail);
  }

  #callMany(fn: Callable, calls: readonly unknown[], settle: Settle): void {
    const values: unknown[] = [];
    const next = (): void => {
      while (values.length < calls.length) {
        let direct = true;
        let again = false;
        const args = calls[values.length] as unknown[];
        const take = (value: unknown): void => {
          values.push(value);
          if (direct) again = true;
          else next();
        };
        const fail = (error: unknown): void => settle(PART, { values, error: this.#pack(error) });
        try {
          whenSettled(fn(...args), take, fail);
        } catch (error) {
          return fail(error);
        }
        direct = false;
        if (!again) return;
      }
      settle(VALUE, values, transferListOf(values));
    };
    next();
  }

  #answer(message: Answer, transferList: readonly unknown[] | null, chunk: boolean): void {
    try {
      this.#wire.send(message as FromWorker, transferList);
    } catch (reason) {
      this.#wire.send(this.#withoutUnshareable(message, reason, chunk), null);
    }
  }

  // The error says what cannot be copied; of a chunk, the results in front of it are there.
  #withoutUnshareable([id, , payload, begun, ended]: Answer, reason: unknown, chunk: boolean): FromWorker {
    const found = findUnshareable(payload, this.#wire.clone);
    if (!chunk || found === null) return [id, ERROR, unshareable(found, reason), begun, ended];
    const [place, index] = /^\[(\d+)\]/.exec(found.path) ?? ['', '0'];
    const error = unshareable({ ...found, path: found.path.slice(place.length) }, reason);
    return [id, PART, { values: (payload as unknown[]).slice(0, Number(index)), error }, begun, ended];
  }

  #pack(error: unknown): PackedThrown {
    return packThrown(error, (value) => canSend(value, this.#wire.clone));
  }
}

type Answer = readonly [id: number, how: number, payload: unknown, begun: number, ended: number];

function unshareable(found: Unshareable | null, reason: unknown): PackedThrown {
  const what = found === null ? String(reason) : found.path === '' ? found.what : `${found.what} at result${found.path}`;
  const message = `the result of the work cannot be copied: it is or has ${what}`;
  return packNotShareable(message);
}

function canSend(value: unknown, clone: Clone): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false;
  if (typeof value !== 'object' || value === null) return true;
  return copies(value, clone);
}
