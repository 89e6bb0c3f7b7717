import { CancelledError, type Future, type Socket, SystemError, type Task } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { finish, openSide, readAll, type Side } from './recorder.ts';
import { byBlocks, bySystem, openTcpSide, pattern, positionOf, reset, type Way, withFifo, withFile } from './sent-files.ts';
import { newLoop, type TestLoop, turns, until, withLoop } from './with-loop.ts';

const MUCH = pattern(16 << 20);

interface Begun {
  readonly loop: TestLoop;
  readonly side: Side;
  readonly sending: Task<number>;
  /** Where the file stands. */
  readonly position: () => Promise<number>;
}

/** A file that is on its way over TCP from offset 5 on, to a peer that reads nothing. */
function withBegun({ over }: Way, body: (begun: Begun) => Promise<void>): Promise<void> {
  return withFile(MUCH, (file) =>
    withLoop(async (loop) => {
      const side = await openTcpSide(loop);
      const sending = loop.createTask(async () => loop.sendfile(over(side.transport), file, { offset: 5 }));
      await loop.sockRecv(side.peer, 1);
      await body({ loop, side, sending, position: () => positionOf(file, MUCH.length) });
      await finish(side);
    }),
  );
}

function* receive(loop: TestLoop, peer: Socket, total: number): Generator<Future<unknown>, number, unknown> {
  let received = 0;
  while (received < total) received += (yield* loop.sockRecv(peer, 1 << 20)).length;
  return received;
}

async function progressOf(sending: Task<number>): Promise<{ error: Error; bytesSent: number }> {
  const error = await failureOf(() => sending);
  return { error, bytesSent: (error as { bytesSent?: number }).bytesSent ?? Number.NaN };
}

describe.each([bySystem, byBlocks])('sendfile $way', (way) => {
  test('ends with an error when the peer resets the connection, of which the protocol is told', () =>
    withBegun(way, async ({ side, sending, position }) => {
      reset(side.peer);
      const { error, bytesSent } = await progressOf(sending);
      expect(error).toBeInstanceOf(SystemError);
      expect((error as SystemError).code).toMatch(/^(ECONNRESET|EPIPE)$/);
      expect(bytesSent).toBeGreaterThan(0);
      expect(bytesSent).toBeLessThan(MUCH.length);
      expect(await position()).toBe(5 + bytesSent);
      await until(() => side.protocol.lost);
      expect(side.protocol.events.at(-1)).toMatch(/^lost (ECONNRESET|EPIPE)$/);
      expect(side.transport.isClosing()).toBe(true);
    }));

  test('does not mind a peer that closes once it has everything', () =>
    withBegun(way, async ({ loop, side, sending, position }) => {
      const received = await readAll(loop, side.peer, MUCH.length - 6);
      side.peer.close();
      expect(received.equals(MUCH.subarray(6))).toBe(true);
      expect(await sending).toBe(MUCH.length - 5);
      expect(await position()).toBe(MUCH.length);
      await until(() => side.protocol.lost);
      expect(side.protocol.events.at(-1)).toBe('lost null');
    }));

  test('cancelled stops, says how far it went, and the transport goes on behind that', () =>
    withBegun(way, async ({ loop, side, sending, position }) => {
      await turns(3);
      sending.cancel();
      const { error, bytesSent } = await progressOf(sending);
      expect(error).toBeInstanceOf(CancelledError);
      expect(await position()).toBe(5 + bytesSent);
      expect(side.transport.isReading()).toBe(true);
      side.transport.write('next');
      side.transport.close();
      const received = await readAll(loop, side.peer);
      expect(received.equals(Buffer.concat([MUCH.subarray(6, 5 + bytesSent), Buffer.from('next')]))).toBe(true);
    }));

  test('aborted ends with ECONNABORTED', () =>
    withBegun(way, async ({ side, sending, position }) => {
      side.transport.abort();
      const { error, bytesSent } = await progressOf(sending);
      expect(error).toMatchObject({ name: 'SystemError', code: 'ECONNABORTED', syscall: 'sendfile' });
      expect(await position()).toBe(5 + bytesSent);
      await until(() => side.protocol.lost);
      expect(side.protocol.order).toEqual(['made', 'lost null']);
    }));

  test('does nothing any more on a loop that was closed', async () => {
    const loop = newLoop();
    await withFile(MUCH, async (file) => {
      let settled = false;
      const side = await loop.runUntilComplete(async () => {
        const opened = await openSide(loop);
        const settle = (): void => {
          settled = true;
        };
        void loop.sendfile(way.over(opened.transport), file).then(settle, settle);
        await turns(3);
        return opened;
      });
      loop.close();
      side.transport.abort();
      side.peer.close();
      await new Promise((resolve) => void setImmediate(resolve));
      expect([settled, side.protocol.lost]).toEqual([false, false]);
    });
  });
});

describe('sendfile by the system', () => {
  test('is finished by a transport that is closed meanwhile, which then loses the connection', () =>
    withBegun(bySystem, async ({ loop, side, sending }) => {
      side.transport.close();
      side.transport.close();
      await turns(3);
      expect([side.transport.isClosing(), side.protocol.lost]).toEqual([true, false]);
      const receiving = loop.createTask(() => readAll(loop, side.peer));
      expect(await sending).toBe(MUCH.length - 5);
      expect((await receiving).equals(MUCH.subarray(6))).toBe(true);
      await until(() => side.protocol.lost);
      expect(side.protocol.events).toEqual(['made', 'lost null']);
    }));

  test('is finished also when close comes while what was written before waits', () =>
    withFile('content', (file) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        side.transport.write(MUCH);
        const sending = loop.createTask(async () => loop.sendfile(side.transport, file));
        await turns(1);
        side.transport.close();
        const received = await readAll(loop, side.peer);
        expect(await sending).toBe(7);
        expect(String(received.subarray(MUCH.length))).toBe('content');
        await finish(side);
      }),
    ));

  test('that waits for what was written before ends with the connection', () =>
    withFile('content', (file) =>
      withLoop(async (loop) => {
        const side = await openTcpSide(loop);
        side.transport.write(MUCH);
        const sending = loop.createTask(async () => loop.sendfile(side.transport, file));
        await turns(1);
        reset(side.peer);
        const { error, bytesSent } = await progressOf(sending);
        expect(error).toMatchObject({ name: 'SystemError' });
        expect(bytesSent).toBe(0);
        await finish(side);
      }),
    ));

  test('cancelled while it waits for what was written before leaves the transport to go on', () =>
    withFile('content', (file) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        side.transport.write(MUCH);
        const sending = loop.createTask(async () => loop.sendfile(side.transport, file));
        await turns(1);
        sending.cancel();
        const { bytesSent } = await progressOf(sending);
        expect(bytesSent).toBe(0);
        side.transport.write('next');
        side.transport.close();
        expect(String((await readAll(loop, side.peer)).subarray(MUCH.length))).toBe('next');
        await finish(side);
      }),
    ));

  test('aborted twice and closed, the connection is lost once', () =>
    withBegun(bySystem, async ({ side, sending }) => {
      side.transport.abort();
      side.transport.abort();
      side.transport.close();
      await progressOf(sending);
      await until(() => side.protocol.lost);
      await turns(3);
      expect(side.protocol.order).toEqual(['made', 'lost null']);
    }));

  test('begun before a run that blocks the thread sends in it; the promise is settled after it', () =>
    withFile(MUCH, async (file) => {
      const loop = newLoop();
      const side = await loop.runUntilComplete(async () => openSide(loop));
      let sent = 0;
      const sending = loop.sendfile(side.transport, file).then((bytes) => {
        sent = bytes;
      });
      const received = loop.runUntilCompleteSync(receive(loop, side.peer, MUCH.length));
      expect([received, sent]).toEqual([MUCH.length, 0]);
      await loop.runUntilComplete(async () => {
        await sending;
        expect(sent).toBe(MUCH.length);
        await finish(side);
      });
      loop.close();
    }));
});

describe('sendfile block by block', () => {
  test('is ended by a transport that is closed, with ECONNABORTED', () =>
    withBegun(byBlocks, async ({ side, sending, loop }) => {
      side.transport.close();
      const receiving = loop.createTask(() => readAll(loop, side.peer));
      const { error, bytesSent } = await progressOf(sending);
      expect(error).toMatchObject({ code: 'ECONNABORTED', syscall: 'sendfile' });
      expect((await receiving).equals(MUCH.subarray(6, 5 + bytesSent))).toBe(true);
      await until(() => side.protocol.lost);
      expect(side.protocol.events.at(-1)).toBe('lost null');
    }));

  test.each([bySystem, byBlocks])('that waits for a pipe ends with the connection ($way)', ({ over }) =>
    withFifo((reading) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        const sending = loop.createTask(async () => loop.sendfile(over(side.transport), reading));
        await turns(3);
        side.transport.abort();
        expect((await progressOf(sending)).error).toMatchObject({ code: 'ECONNABORTED' });
        await finish(side);
      }),
    ),
  );
});
