import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach } from 'vitest';
import { type Interpreter, makeInterpreter, type Outcome } from '../src/worker/interpreter/interpreter.ts';

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** An interpreter in the realm of the test, with the port that its pool would have. */
export class InterpreterHarness {
  readonly interpreter: Interpreter;
  readonly #port: MessagePort;

  constructor(shared: Record<string, unknown> = {}) {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1);
    this.#port = port1;
    port1.postMessage(shared);
    this.interpreter = makeInterpreter(port2);
  }

  /** The outcome as it arrives at the pool. */
  call(work: string | ((...args: any[]) => unknown), ...args: unknown[]): Promise<Outcome> {
    return this.send({ kind: 'function', source: String(work), strict: false }, { args });
  }

  script(source: string, ...args: unknown[]): Promise<Outcome> {
    return this.send({ kind: 'script', source }, { args });
  }

  send(work: Parameters<Interpreter['call']>[0], message: { args: unknown[]; context?: object }, transfer: any[] = []): Promise<Outcome> {
    this.#port.postMessage(message, transfer);
    return new Promise((resolve) => {
      this.interpreter.call(work, { name: 'pool_0', id: 0 }, (outcome) => resolve(asSent(outcome)));
    });
  }
}

function asSent(outcome: Outcome): Outcome {
  // It has no prototype, and so no iterator.
  const moved = Array.from<object>((outcome.kind === 'value' && outcome.moved) || []);
  return structuredClone(outcome, { transfer: moved as ArrayBuffer[] });
}
