import { stateOf } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../../test-support/failure-of.ts';
import { openSockets } from '../../../../test-support/open-descriptors.ts';
import { addressOf } from '../listening.ts';
import type { Side } from '../recorder.ts';
import { Recorder, readAll, readNow } from '../recorder.ts';
import { byBlocks, bySystem, openTcpSide, reset, withFile } from '../sent-files.ts';
import { type TestLoop, turns, until, withLoop } from '../with-loop.ts';
import { connecting, KINDS, listening } from './tcp-side.ts';

const MUCH: Buffer = Buffer.alloc(8_000_000, 'x');

/** Run `body` and see that it left no socket open. */
function withoutLeaks(body: (loop: TestLoop) => Promise<void>): Promise<void> {
  return withLoop(async (loop) => {
    const before = openSockets();
    await body(loop);
    expect(openSockets()).toEqual(before);
  });
}

/** Until the connection is lost; then nothing may come any more, and nothing may be kept. */
async function lostOf({ transport, protocol }: Pick<Side, 'transport' | 'protocol'>): Promise<string[]> {
  await until(() => protocol.lost);
  await turns(3);
  expect([transport.isClosing(), transport.isReading(), transport.getWriteBufferSize()]).toEqual([true, false, 0]);
  transport.abort();
  transport.close();
  await turns(3);
  return protocol.order;
}

describe.each(KINDS)('a reset by the peer of %s', (_kind, Kind) => {
  test('before the server accepted it: made, then lost', () =>
    withoutLeaks(async (loop) => {
      const served = new Kind();
      const server = await loop.createServer(() => served, { host: '127.0.0.1', port: 0, startServing: false });
      await server.startServing();
      reset(connecting(addressOf(server)));
      await until(() => served.lost);
      expect(served.order).toEqual(['made', 'lost ECONNRESET']);
      server.close();
      await server.waitClosed();
    }));

  test('after the connection was there and before connectionMade: made, then lost', () =>
    withoutLeaks(async (loop) => {
      const [listener, address] = listening();
      const protocol = new Kind();
      const factory = (): Recorder => {
        reset(listener.accept()[0]);
        return protocol;
      };
      const [transport] = await loop.createConnection(factory, address);
      listener.close();
      expect(await lostOf({ transport, protocol })).toEqual(['made', 'lost ECONNRESET']);
    }));

  test('inside connectionMade', () =>
    withoutLeaks(async (loop) => {
      const [listener, address] = listening();
      const protocol = new Kind();
      protocol.on = (event) => {
        if (event === 'made') reset(listener.accept()[0]);
      };
      const [transport] = await loop.createConnection(() => protocol, address);
      listener.close();
      expect(await lostOf({ transport, protocol })).toEqual(['made', 'lost ECONNRESET']);
    }));

  test('while nothing happens: no end of file, but the error', () =>
    withoutLeaks(async (loop) => {
      const side = await openTcpSide(loop, new Kind());
      reset(side.peer);
      expect(await lostOf(side)).toEqual(['made', 'lost ECONNRESET']);
      expect(side.protocol.error).toMatchObject({ code: 'ECONNRESET', syscall: 'recv' });
    }));

  test('what had arrived before it is delivered first', () =>
    withoutLeaks(async (loop) => {
      const side = await openTcpSide(loop, new Kind());
      side.peer.send('the last words');
      reset(side.peer);
      expect(await lostOf(side)).toEqual(['made', 'data', 'lost ECONNRESET']);
      expect(side.protocol.text).toBe('the last words');
    }));

  test('while reading is paused: nothing is told, nothing spins; once resumed, first the data', () =>
    withoutLeaks(async (loop) => {
      const side = await openTcpSide(loop, new Kind());
      side.transport.pauseReading();
      side.peer.send('unread');
      reset(side.peer);
      await turns(5);
      expect(side.protocol.order).toEqual(['made']);
      expect(stateOf(loop).readiness.size).toBe(0);
      side.transport.resumeReading();
      expect(await lostOf(side)).toEqual(['made', 'data', 'lost ECONNRESET']);
    }));

  test('while reading is paused is learned by the next write', () =>
    withoutLeaks(async (loop) => {
      const side = await openTcpSide(loop, new Kind());
      side.transport.pauseReading();
      reset(side.peer);
      side.transport.write('hello');
      side.transport.write('again');
      expect(side.protocol.lost).toBe(false);
      expect(await lostOf(side)).toEqual(['made', 'lost ECONNRESET']);
      expect(side.protocol.error).toMatchObject({ syscall: 'send' });
    }));

  test('while the write buffer is full: it is dropped, and no resumeWriting comes', () =>
    withoutLeaks(async (loop) => {
      const side = await openTcpSide(loop, new Kind());
      side.transport.write(MUCH);
      expect(side.transport.getWriteBufferSize()).toBeGreaterThan(0);
      reset(side.peer);
      expect(await lostOf(side)).toEqual(['made', 'pause', 'lost ECONNRESET']);
    }));

  test('while the write buffer is full and reading paused', () =>
    withoutLeaks(async (loop) => {
      const side = await openTcpSide(loop, new Kind());
      side.transport.pauseReading();
      side.transport.write(MUCH);
      reset(side.peer);
      expect(await lostOf(side)).toEqual(['made', 'pause', 'lost ECONNRESET']);
      expect(side.protocol.error).toMatchObject({ syscall: 'send' });
    }));

  test('after our own writeEof', () =>
    withoutLeaks(async (loop) => {
      const side = await openTcpSide(loop, new Kind());
      side.transport.write('all of it');
      side.transport.writeEof();
      expect(String(await readAll(loop, side.peer))).toBe('all of it');
      reset(side.peer);
      expect(await lostOf(side)).toEqual(['made', 'lost ECONNRESET']);
    }));

  test('after a writeEof that still waits for the buffer', () =>
    withoutLeaks(async (loop) => {
      const side = await openTcpSide(loop, new Kind());
      side.transport.write(MUCH);
      side.transport.writeEof();
      reset(side.peer);
      expect(await lostOf(side)).toEqual(['made', 'pause', 'lost ECONNRESET']);
    }));

  test('after the end of what it sent, kept open: nothing spins, and the next write learns it', () =>
    withoutLeaks(async (loop) => {
      const protocol = new Kind();
      protocol.keepOpen = true;
      const side = await openTcpSide(loop, protocol);
      side.peer.shutdown('write');
      await until(() => protocol.events.includes('eof'));
      reset(side.peer);
      await turns(5);
      expect(protocol.order).toEqual(['made', 'eof']);
      expect(stateOf(loop).readiness.size).toBe(0);
      side.transport.write('hello');
      expect(await lostOf(side)).toEqual(['made', 'eof', 'lost EPIPE']);
    }));

  test('after the end of what it sent, kept open with a full write buffer', () =>
    withoutLeaks(async (loop) => {
      const protocol = new Kind();
      protocol.keepOpen = true;
      const side = await openTcpSide(loop, protocol);
      side.transport.write(MUCH);
      side.peer.shutdown('write');
      await until(() => protocol.events.includes('eof'));
      reset(side.peer);
      expect(await lostOf(side)).toEqual(['made', 'pause', 'eof', 'lost EPIPE']);
    }));

  test('while closing with data buffered: the error, and no end of file', () =>
    withoutLeaks(async (loop) => {
      const side = await openTcpSide(loop, new Kind());
      side.transport.write(MUCH);
      side.transport.close();
      side.peer.send('too late');
      await turns(3);
      expect(side.protocol.lost).toBe(false);
      reset(side.peer);
      expect(await lostOf(side)).toEqual(['made', 'pause', 'lost ECONNRESET']);
    }));

  test('between close and connectionLost changes nothing', () =>
    withoutLeaks(async (loop) => {
      const side = await openTcpSide(loop, new Kind());
      side.transport.close();
      reset(side.peer);
      expect(await lostOf(side)).toEqual(['made', 'lost null']);
    }));

  test('between abort and connectionLost changes nothing', () =>
    withoutLeaks(async (loop) => {
      const side = await openTcpSide(loop, new Kind());
      side.transport.write(MUCH);
      reset(side.peer);
      side.transport.abort();
      expect(await lostOf(side)).toEqual(['made', 'pause', 'lost null']);
    }));

  test('inside dataReceived', () =>
    withoutLeaks(async (loop) => {
      const side = await openTcpSide(loop, new Kind());
      side.protocol.on = (event) => {
        if (event === 'data') reset(side.peer);
      };
      side.peer.send('hello');
      expect(await lostOf(side)).toEqual(['made', 'data', 'lost ECONNRESET']);
    }));

  test('inside dataReceived, which then writes: one connectionLost', () =>
    withoutLeaks(async (loop) => {
      const side = await openTcpSide(loop, new Kind());
      side.protocol.on = (event) => {
        if (event !== 'data') return;
        reset(side.peer);
        side.transport.write('answer');
        expect(side.protocol.lost).toBe(false);
        expect(side.transport.isClosing()).toBe(true);
        side.transport.writelines(['more', 'of it'].map((text) => Buffer.from(text)));
        side.transport.close();
      };
      side.peer.send('hello');
      expect(await lostOf(side)).toEqual(['made', 'data', 'lost ECONNRESET']);
    }));

  test('inside pauseWriting', () =>
    withoutLeaks(async (loop) => {
      const side = await openTcpSide(loop, new Kind());
      side.protocol.on = (event) => {
        if (event === 'pause') reset(side.peer);
      };
      side.transport.write(MUCH);
      expect(await lostOf(side)).toEqual(['made', 'pause', 'lost ECONNRESET']);
    }));

  test('inside resumeWriting, which then writes', () =>
    withoutLeaks(async (loop) => {
      const side = await openTcpSide(loop, new Kind());
      let resumed = false;
      side.protocol.on = (event) => {
        if (event !== 'resume') return;
        resumed = true;
        reset(side.peer);
        side.transport.write(MUCH);
      };
      side.transport.write(MUCH);
      while (!resumed) {
        readNow(side.peer);
        await turns(1);
      }
      expect(await lostOf(side)).toEqual(['made', 'pause', 'resume', 'lost ECONNRESET']);
    }));

  test.each([bySystem, byBlocks])('in the middle of sendfile $way: what sends the file fails, and the protocol is told once', ({ over }) =>
    withoutLeaks((loop) =>
      withFile(MUCH, async (file) => {
        const side = await openTcpSide(loop, new Kind());
        const sending = loop.createTask(async () => loop.sendfile(over(side.transport), file));
        await loop.sockRecv(side.peer, 1000);
        side.peer.send('wait');
        reset(side.peer);
        const error = await failureOf(() => sending);
        expect(error.code).toBe('ECONNRESET');
        const events = await lostOf(side);
        // Reading goes on where it was not paused for the file.
        expect(events.filter((event) => event !== 'data')).toEqual(['made', 'lost ECONNRESET']);
        expect(side.transport.getProtocol()).toEqual({});
      }),
    ),
  );

  test('while sendfile waits for what was written before', () =>
    withoutLeaks((loop) =>
      withFile(MUCH, async (file) => {
        const side = await openTcpSide(loop, new Kind());
        side.transport.write(MUCH);
        const sending = loop.createTask(async () => loop.sendfile(side.transport, file));
        await turns(3);
        reset(side.peer);
        expect((await failureOf(() => sending)).code).toBe('ECONNRESET');
        expect(await lostOf(side)).toEqual(['made', 'pause', 'lost ECONNRESET']);
      }),
    ));
});

test('a server whose client resets goes on, and lets go of it', () =>
  withoutLeaks(async (loop) => {
    const served: Recorder[] = [];
    const factory = (): Recorder => {
      const protocol = new Recorder();
      served.push(protocol);
      return protocol;
    };
    const server = await loop.createServer(factory, { host: '127.0.0.1', port: 0 });
    for (let i = 0; i < 20; i++) {
      const client = connecting(addressOf(server));
      if (i % 2 === 0) await until(() => served.length > i);
      reset(client);
      await until(() => served[i]?.lost === true);
    }
    expect(served.map(({ order }) => order.at(-1))).toEqual(Array(20).fill('lost ECONNRESET'));
    server.close();
    await server.waitClosed();
  }));
