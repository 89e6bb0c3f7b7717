import type { Socket, Task } from '@tsyncio/core';
import { constants } from '@tsyncio/sockets';
import { reset } from '../sent-files.ts';
import { type TestLoop, turns } from '../with-loop.ts';
import { connecting, listening } from './tcp-side.ts';

const { IPPROTO_TCP = 6, TCP_NODELAY = 1 } = constants;

/** Bytes that may pass, and those that did. */
export interface Meter {
  allowed: number;
  passed: number;
}

/**
 * A TCP connection between two ends with bare sockets in the middle, where it can be held up or cut:
 *
 *   near ◄══ TCP ══► [inner ◄─ copied ─► outer] ◄══ TCP ══► far
 */
export class Cable {
  readonly near: Socket;
  readonly far: Socket;
  readonly toNear: Meter = { allowed: Number.POSITIVE_INFINITY, passed: 0 };
  readonly toFar: Meter = { allowed: Number.POSITIVE_INFINITY, passed: 0 };
  readonly #inner: Socket;
  readonly #outer: Socket;
  readonly #tasks: Task<void>[];

  constructor(loop: TestLoop) {
    [this.near, this.#inner] = connected();
    [this.far, this.#outer] = connected();
    this.#tasks = [
      loop.createTask(() => copy(loop, this.#inner, this.#outer, this.toFar)),
      loop.createTask(() => copy(loop, this.#outer, this.#inner, this.toNear)),
    ];
  }

  /** Until nothing is on its way any more. */
  async quiet(): Promise<void> {
    for (let before = -1; before < this.#passed; ) {
      before = this.#passed;
      for (let round = 0; round < 10; round++) {
        await turns(2);
        await new Promise((resolve) => void setImmediate(resolve));
      }
    }
  }

  /** Reset the near end, and close the far one. */
  async cut(): Promise<void> {
    reset(this.#inner);
    await this.close();
  }

  async close(): Promise<void> {
    for (const task of this.#tasks) task.cancel();
    for (const task of this.#tasks)
      await task.then(
        () => {},
        () => {},
      );
    this.#inner.close();
    this.#outer.close();
  }

  get #passed(): number {
    return this.toNear.passed + this.toFar.passed;
  }
}

function connected(): [Socket, Socket] {
  const [listener, address] = listening();
  const client = connecting(address);
  const [accepted] = listener.accept();
  listener.close();
  // What was copied is on its way at once: a reset would drop it otherwise.
  accepted.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1);
  return [client, accepted];
}

async function copy(loop: TestLoop, from: Socket, to: Socket, meter: Meter): Promise<void> {
  while (meter.passed < meter.allowed) {
    const data = await loop.sockRecv(from, Math.min(65_536, meter.allowed - meter.passed));
    if (data.length === 0) return to.shutdown('write');
    // It may have been held up meanwhile.
    if (meter.passed >= meter.allowed) return;
    await loop.sockSendall(to, data);
    meter.passed += data.length;
  }
}
