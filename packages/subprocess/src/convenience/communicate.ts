import { type BytesLike, type Loop, LoopError } from '@tsyncio/core';
import { kindOf, type OptionNames, ownOptions, toBytes } from '@tsyncio/core/area';
import type { Output } from './output.ts';
import { OutputLimitError } from './output-limit-error.ts';
import type { ProcessProtocol } from './process-protocol.ts';

export interface CommunicateOptions {
  /** Its abort ends the waiting; the child goes on, and what came so far is given to the next `communicate`. */
  readonly signal?: AbortSignal;
  /** How many bytes each of its pipes may bring; a child that writes more is killed. No limit unless given. */
  readonly maxBuffer?: number;
}

const OPTIONS: OptionNames<CommunicateOptions> = { signal: true, maxBuffer: true };

/** Implements `Process.communicate`. */
export async function communicate(
  loop: Loop,
  protocol: ProcessProtocol,
  input: BytesLike | null | undefined,
  options: CommunicateOptions = {},
): Promise<Output> {
  const { signal, maxBuffer = Number.POSITIVE_INFINITY } = ownOptions(options, 'communicate', OPTIONS);
  checkLimit(maxBuffer);
  checkSignal(signal);
  feed(protocol, input ?? null, () => signal?.throwIfAborted());
  const complete = loop.createFuture<void>();
  let exceeded = false;
  protocol.onChange = () => {
    exceeded ||= exceeds(protocol, maxBuffer);
    if (protocol.complete && !complete.done()) complete.setResult();
  };
  let aborted = false;
  // The reason may be anything, what no future fails with as well.
  const onAbort = (): void => {
    if (complete.done()) return;
    aborted = true;
    complete.setResult();
  };
  signal?.addEventListener('abort', onAbort);
  try {
    protocol.onChange();
    protocol.read();
    await complete;
    if (aborted) throw signal?.reason;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    protocol.onChange = () => {};
    protocol.pause();
  }
  const output = protocol.take();
  if (exceeded) throw new OutputLimitError(`the child wrote more than ${maxBuffer} bytes, and was killed`, output);
  return output;
}

/** Whether the child is to be heard no longer: then it is killed. */
function exceeds(protocol: ProcessProtocol, maxBuffer: number): boolean {
  if (protocol.largest <= maxBuffer) return false;
  protocol.transport.close();
  return true;
}

/**
 * Write all input and end it. A child that has closed its standard input, or closes it before it has read everything, is told no more.
 *
 * @throws {TypeError} unless there are bytes and a pipe for them.
 */
function feed({ stdin }: ProcessProtocol, input: BytesLike | null, refuseAborted: () => void): void {
  const bytes = input === null ? null : toBytes(input);
  if (bytes !== null && stdin === null) throw new TypeError('there is input for a child without a pipe: start it with stdin: PIPE');
  refuseAborted();
  if (stdin === null || stdin.isClosing()) return;
  if (bytes !== null) stdin.write(bytes);
  stdin.close();
}

// Also one that is not Node's own.
function checkSignal(signal: AbortSignal | null | undefined): void {
  if (signal === undefined || signal === null) return;
  const { throwIfAborted, addEventListener } = signal as Partial<AbortSignal>;
  if (typeof throwIfAborted !== 'function' || typeof addEventListener !== 'function')
    throw new TypeError(`signal must be an AbortSignal, got ${kindOf(signal)}`);
}

function checkLimit(maxBuffer: unknown): void {
  if (typeof maxBuffer !== 'number') throw new TypeError(`maxBuffer must be a number, got ${kindOf(maxBuffer)}`);
  if (!(maxBuffer >= 0)) throw new RangeError(`maxBuffer must be 0 or more, got ${maxBuffer}`);
}

/** One at a time: two would take each other's output. */
export class Turnstile {
  #busy = false;

  /** @throws {LoopError} while somebody is inside. */
  async pass<T>(step: () => Promise<T>): Promise<T> {
    if (this.#busy) throw new LoopError('ERR_TRANSPORT_STATE', 'communicate() is waiting already: wait for that, or abort it first');
    this.#busy = true;
    try {
      return await step();
    } finally {
      this.#busy = false;
    }
  }
}
