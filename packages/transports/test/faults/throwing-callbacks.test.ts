import type { ExceptionContext, Server } from '@tsyncio/core';
import { constants } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { openSockets } from '../../../../test-support/open-descriptors.ts';
import { addressOf } from '../listening.ts';
import { Recorder } from '../recorder.ts';
import { type TestLoop, turns, until, withLoop } from '../with-loop.ts';
import { BufferedRecorder } from './tcp-side.ts';

const { SOL_SOCKET = 1, SO_SNDBUF = 7 } = constants;
const CONNECTIONS = 100;
/** Every tenth connection fails. */
const FAILING = CONNECTIONS / 10;
const MESSAGE = Buffer.alloc(300_000, 'x');

type Callback =
  | 'connectionMade'
  | 'dataReceived'
  | 'eofReceived'
  | 'pauseWriting'
  | 'resumeWriting'
  | 'connectionLost'
  | 'getBuffer'
  | 'bufferUpdated';

interface Expected {
  readonly message: string;
  /** Whether the connection ends there; otherwise all goes on as if nothing had been thrown. */
  readonly fatal: boolean;
}

const CALLBACKS: Readonly<Record<Callback, Expected>> = {
  connectionMade: { message: 'Exception in callback', fatal: false },
  dataReceived: { message: 'Fatal error: protocol.dataReceived() call failed.', fatal: true },
  eofReceived: { message: 'Fatal error: protocol.eofReceived() call failed.', fatal: true },
  pauseWriting: { message: 'protocol.pauseWriting() failed', fatal: false },
  resumeWriting: { message: 'protocol.resumeWriting() failed', fatal: false },
  connectionLost: { message: 'Exception in callback', fatal: false },
  getBuffer: { message: 'Fatal error: protocol.getBuffer() call failed.', fatal: true },
  bufferUpdated: { message: 'Fatal error: protocol.bufferUpdated() call failed.', fatal: true },
};

class Thrown extends Error {}

/** Sends back what it got, once its client has sent all of it; the system takes little of it at once, so that every callback comes. */
function echoing(buffered: boolean): Recorder {
  const protocol = buffered ? new BufferedRecorder() : new Recorder();
  protocol.on = (event) => {
    if (event === 'made') protocol.transport?.getExtraInfo('socket')?.setsockopt(SOL_SOCKET, SO_SNDBUF, 50_000);
    if (event === 'eof') protocol.transport?.write(Buffer.concat(protocol.received));
  };
  return protocol;
}

/** From now on `callback` throws once it has done its work. */
function failIn(protocol: Recorder, callback: Callback): void {
  const target = protocol as unknown as Record<string, (...args: unknown[]) => unknown>;
  const original = target[callback]?.bind(protocol);
  target[callback] = (...args) => {
    original?.(...args);
    throw new Thrown(callback);
  };
}

async function talk(loop: TestLoop, server: Server): Promise<Recorder> {
  const client = new Recorder();
  client.keepOpen = true;
  const [transport] = await loop.createConnection(() => client, addressOf(server));
  transport.write(MESSAGE);
  transport.writeEof();
  await until(() => client.lost || client.events.includes('eof'));
  transport.close();
  await until(() => client.lost);
  return client;
}

/** 100 clients at once, every tenth served by a protocol that fails so. */
async function serveAll(loop: TestLoop, make: (index: number) => Recorder): Promise<readonly [served: Recorder[], clients: Recorder[]]> {
  const served: Recorder[] = [];
  let accepted = 0;
  const factory = (): Recorder => {
    const protocol = make(accepted++);
    served.push(protocol);
    return protocol;
  };
  const server = await loop.createServer(factory, { host: '127.0.0.1', port: 0 });
  const tasks = Array.from({ length: CONNECTIONS }, () => loop.createTask(() => talk(loop, server)));
  const clients = await Promise.all(tasks);
  await until(() => served.every(({ lost }) => lost));
  server.close();
  await server.waitClosed();
  await turns(3);
  return [served, clients];
}

const isFailing = (index: number): boolean => index % 10 === 3;

describe.each(Object.keys(CALLBACKS) as Callback[])('%s that throws in 10 of 100 connections', (callback) => {
  const { message, fatal } = CALLBACKS[callback];
  const buffered = callback === 'getBuffer' || callback === 'bufferUpdated';

  test(`is reported each time${fatal ? ', ends those' : ' and ends none'}, and the others go on undisturbed`, () =>
    withLoop(async (loop, reports) => {
      const before = openSockets();
      const [served, clients] = await serveAll(loop, (index) => {
        const protocol = echoing(buffered);
        if (isFailing(index)) failIn(protocol, callback);
        return protocol;
      });
      const failed = reports.splice(0);
      // What pauses again and again throws again and again.
      expect(failed.length).toBeGreaterThanOrEqual(FAILING);
      if (!callback.endsWith('Writing')) expect(failed).toHaveLength(FAILING);
      for (const context of failed) expect(context).toMatchObject({ exception: expect.any(Thrown) as Thrown });
      expect(new Set(failed.map((context: ExceptionContext) => context.message.slice(0, message.length)))).toEqual(new Set([message]));
      served.forEach((protocol, index) => {
        const ended = fatal && isFailing(index);
        expect(protocol.order[0]).toBe('made');
        expect(protocol.order.at(-1)).toBe(ended ? `lost ${callback}` : 'lost null');
        expect(protocol.order.filter((event) => event.startsWith('lost'))).toHaveLength(1);
        if (ended) expect(protocol.error).toBeInstanceOf(Thrown);
      });
      expect(clients.filter(({ bytes }) => bytes === MESSAGE.length)).toHaveLength(CONNECTIONS - (fatal ? FAILING : 0));
      expect(openSockets()).toEqual(before);
    }));
});

describe('a factory that throws for 10 of 100 connections', () => {
  test('is reported each time, their clients are closed, and the others go on undisturbed', () =>
    withLoop(async (loop, reports) => {
      const before = openSockets();
      const [served, clients] = await serveAll(loop, (index) => {
        if (isFailing(index)) throw new Thrown('the factory');
        return echoing(false);
      });
      expect(reports.splice(0).map(({ message }) => message)).toEqual(
        Array(FAILING).fill('Error on transport creation for incoming connection'),
      );
      expect(served).toHaveLength(CONNECTIONS - FAILING);
      expect(clients.filter(({ bytes }) => bytes === MESSAGE.length)).toHaveLength(CONNECTIONS - FAILING);
      expect(openSockets()).toEqual(before);
    }));
});

describe('an exception handler that throws itself', () => {
  test('does not keep a connection from being lost, nor the loop from going on', () =>
    withLoop(async (loop) => {
      const stderr: unknown[] = [];
      const [write, told] = [process.stderr.write, console.error];
      loop.setExceptionHandler(() => {
        throw new Error('the handler');
      });
      try {
        console.error = (...args: unknown[]) => void stderr.push(args);
        process.stderr.write = ((text: string) => stderr.push(text) > 0) as typeof process.stderr.write;
        const [served] = await serveAll(loop, (index) => {
          const protocol = echoing(false);
          if (isFailing(index)) failIn(protocol, 'dataReceived');
          return protocol;
        });
        expect(served.filter(({ error }) => error instanceof Thrown)).toHaveLength(FAILING);
        expect(served.every(({ lost }) => lost)).toBe(true);
      } finally {
        console.error = told;
        process.stderr.write = write;
      }
      expect(stderr.length).toBeGreaterThan(0);
    }));
});
