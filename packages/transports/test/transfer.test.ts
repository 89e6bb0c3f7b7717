import { createHash, randomBytes } from 'node:crypto';
import type { BufferedProtocol, Protocol, Transport } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { addressOf } from './listening.ts';
import { until, withLoop } from './with-loop.ts';

/** These move many bytes. */
const SLOW = { timeout: 180_000 };
const SIZE = 16 << 20;

/** The same numbers in every run, so that a failure can be repeated. */
function* randomNumbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Sends `data` in pieces of random sizes as flow control allows, and hashes what arrives; both with random pauses. */
class Talker implements Protocol {
  transport!: Transport;
  writable = true;
  sent = 0;
  received = 0;
  ended = false;
  lostWith: Error | null | undefined;
  readonly digest = createHash('sha256');
  readonly data: Buffer;
  readonly random: Generator<number, never>;

  constructor(data: Buffer, seed: number) {
    this.data = data;
    this.random = randomNumbers(seed);
  }

  connectionMade(transport: Transport): void {
    this.transport = transport;
    this.sendMore();
  }

  pauseWriting(): void {
    this.writable = false;
  }

  resumeWriting(): void {
    this.writable = true;
    this.sendMore();
  }

  sendMore(): void {
    while (this.writable && this.sent < this.data.length) {
      const size = 1 + Math.floor(this.random.next().value ** 4 * 300_000);
      const piece = this.data.subarray(this.sent, this.sent + size);
      this.sent += piece.length;
      if (this.random.next().value < 0.3) this.transport.writelines([piece.subarray(0, 10), piece.subarray(10)]);
      else this.transport.write(piece);
      if (this.random.next().value < 0.05) return void this.later(() => this.sendMore());
    }
    if (this.sent === this.data.length && !this.ended) {
      this.ended = true;
      this.transport.writeEof();
    }
  }

  dataReceived(data: Buffer): void {
    this.received += data.length;
    this.digest.update(data);
    if (this.random.next().value < 0.05) {
      this.transport.pauseReading();
      this.later(() => this.transport.resumeReading());
    }
  }

  eofReceived(): boolean {
    return true;
  }

  connectionLost(error: Error | null): void {
    this.lostWith = error;
  }

  later: (callback: () => void) => void = () => {};
}

/** As a Talker, into a buffer of its own. */
class BufferedTalker extends Talker {
  readonly #buffer = Buffer.alloc(50_000);

  getBuffer(): Uint8Array {
    return this.#buffer;
  }

  bufferUpdated(nbytes: number): void {
    this.dataReceived(this.#buffer.subarray(0, nbytes));
  }
}

describe('16 MiB both ways with random pauses arrive unchanged', () => {
  test.each([
    ['between plain protocols', Talker, Talker],
    ['between a plain and a buffered protocol', Talker, BufferedTalker],
  ])('%s', SLOW, (_what, One, Other) =>
    withLoop(async (loop) => {
      const [a, b] = [randomBytes(SIZE), randomBytes(SIZE)];
      const [one, other]: [Talker, Talker & Partial<BufferedProtocol>] = [new One(a, 1), new Other(b, 2)];
      for (const talker of [one, other]) talker.later = (callback) => void loop.callLater(talker.random.next().value * 0.5, callback);
      const server = await loop.createServer(() => other, { host: '127.0.0.1', port: 0 });
      await loop.createConnection(() => one, addressOf(server));
      await until(() => one.received === SIZE && other.received === SIZE);
      const sha = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
      expect(other.digest.digest('hex')).toBe(sha(a));
      expect(one.digest.digest('hex')).toBe(sha(b));
      for (const talker of [one, other]) talker.transport.close();
      await until(() => one.lostWith !== undefined && other.lostWith !== undefined);
      expect([one.lostWith, other.lostWith]).toEqual([null, null]);
      server.close();
      await server.waitClosed();
    }),
  );
});

test('100 connections at once each get their own bytes back', SLOW, () =>
  withLoop(async (loop) => {
    const echo = (): Protocol => {
      let transport: Transport;
      return {
        connectionMade(made: Transport) {
          transport = made;
        },
        dataReceived(data) {
          transport.write(data);
        },
      };
    };
    const server = await loop.createServer(echo, { host: '127.0.0.1', port: 0 });
    const talk = async (index: number): Promise<void> => {
      const message = randomBytes(20_000 + index);
      const parts: Buffer[] = [];
      let lost = false;
      const protocol: Protocol = {
        dataReceived: (data) => void parts.push(data),
        connectionLost: () => {
          lost = true;
        },
      };
      const [transport] = await loop.createConnection(() => protocol, addressOf(server));
      transport.write(message);
      await until(() => parts.reduce((sum, { length }) => sum + length, 0) >= message.length);
      expect(Buffer.concat(parts).equals(message)).toBe(true);
      transport.close();
      await until(() => lost);
    };
    await Promise.all(Array.from({ length: 100 }, (_, index) => loop.createTask(async () => talk(index))));
    server.close();
    await server.waitClosed();
  }),
);
