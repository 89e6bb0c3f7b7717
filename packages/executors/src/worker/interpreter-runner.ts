import { packNotShareable } from '../work/pack-not-shareable.ts';
import type { PackedThrown } from '../work/packed-error.ts';
import type { FunctionText, ScriptText } from '../work/sent-work.ts';
import type { WorkerName } from '../work/unpack-error.ts';
import type { Interpreter, Outcome } from './interpreter/interpreter.ts';
import type { Runner } from './task-line.ts';
import { ERROR, type SentTask, type StartMessage, sharedTime, VALUE } from './wire.ts';
import type { Wire } from './work-runner.ts';

type Text = FunctionText | ScriptText;

/** Calls work in an interpreter, one after the other. Its arguments come by a port of the interpreter's own. */
export class InterpreterRunner implements Runner {
  readonly #wire: Wire;
  readonly #interpreter: Interpreter;
  readonly #known = new Map<number, Text>();
  #worker: WorkerName = { name: '', id: 0 };
  #running = -1;

  constructor(wire: Wire, interpreter: Interpreter) {
    this.#wire = wire;
    this.#interpreter = interpreter;
  }

  async start({ start }: StartMessage, id: number): Promise<boolean> {
    this.#worker = { name: start.worker.name, id };
    if (start.initializer !== null) {
      const outcome = await this.#call(start.initializer.work as Text);
      if (outcome.kind !== 'value') {
        this.#wire.send({ initializerFailed: failure(outcome) }, null);
        return false;
      }
    }
    this.#wire.send({ ready: id }, null);
    return true;
  }

  forget(works: readonly number[]): void {
    for (const work of works) this.#known.delete(work);
  }

  learn([, work, text]: SentTask): void {
    if (text !== null) this.#known.set(work, text as Text);
  }

  skip(): void {
    this.#interpreter.skip();
  }

  abort(id: number): void {
    if (this.#running === id) this.#interpreter.abort();
  }

  async run([id, work]: SentTask): Promise<void> {
    const begun = sharedTime();
    this.#running = id;
    const outcome = await this.#call(this.#known.get(work) as Text);
    this.#running = -1;
    if (outcome.kind !== 'value') return this.#wire.send([id, ERROR, failure(outcome), begun, sharedTime()], null);
    try {
      this.#wire.send([id, VALUE, outcome.value, begun, sharedTime()], outcome.moved ?? null);
    } catch (error) {
      // Such as a buffer that is moved twice.
      this.#wire.send([id, ERROR, packNotShareable(`the result of the work cannot be sent: ${String(error)}`), begun, sharedTime()], null);
    }
  }

  #call(work: Text): Promise<Outcome> {
    return new Promise((resolve) => this.#interpreter.call(work, this.#worker, resolve));
  }
}

function failure(outcome: Exclude<Outcome, { kind: 'value' }>): PackedThrown {
  if (outcome.kind === 'error') return outcome.error;
  const message = `the result of the work cannot be copied: it is or has ${outcome.what}${outcome.path === '' ? '' : ` at ${outcome.path}`}`;
  return packNotShareable(message);
}
