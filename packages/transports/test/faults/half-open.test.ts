import { describe, expect, test } from 'vitest';
import { openSockets } from '../../../../test-support/open-descriptors.ts';
import { addressOf } from '../listening.ts';
import { openSide, Recorder, readAll } from '../recorder.ts';
import { openTcpSide } from '../sent-files.ts';
import { type TestLoop, turns, until, withLoop } from '../with-loop.ts';
import { KINDS } from './tcp-side.ts';

type Ending = 'writeEof' | 'close' | 'abort' | 'writeEof and close' | 'close and writeEof';

const ENDINGS: readonly Ending[] = ['writeEof', 'close', 'abort', 'writeEof and close', 'close and writeEof'];

function end(protocol: Recorder, how: Ending): void {
  for (const step of how.split(' and ')) protocol.transport?.[step as 'writeEof' | 'close' | 'abort']();
}

async function openTcpPair(loop: TestLoop, left: Recorder, right: Recorder): Promise<void> {
  const server = await loop.createServer(() => right, { host: '127.0.0.1', port: 0 });
  await loop.createConnection(() => left, addressOf(server));
  await until(() => right.transport !== null);
  server.close();
}

/** What each side heard, made by what it did. */
interface Case {
  readonly left: Ending;
  readonly right: Ending | 'nothing';
  readonly keepOpen: readonly [left: boolean, right: boolean];
}

const CASES: readonly Case[] = ENDINGS.flatMap((left) =>
  ([...ENDINGS, 'nothing'] as const).flatMap((right) =>
    [false, true].flatMap((one) => [false, true].map((other) => ({ left, right, keepOpen: [one, other] as const }))),
  ),
);

describe.each(KINDS)('between two of %s', (_kind, Kind) => {
  test('every order of writeEof, close and abort, with eofReceived true and false, ends in one connectionLost each', () =>
    withLoop(async (loop) => {
      const before = openSockets();
      for (const { left, right, keepOpen } of CASES) {
        const title = `left: ${left}, right: ${right}, kept open: ${keepOpen}`;
        const [one, other] = [new Kind(), new Kind()];
        [one.keepOpen, other.keepOpen] = keepOpen;
        await openTcpPair(loop, one, other);
        one.transport?.write('from left');
        other.transport?.write('from right');
        await until(() => one.bytes > 0 && other.bytes > 0);
        end(one, left);
        // The other side hears of it first, then does its own.
        await until(() => other.events.includes('eof') || other.lost);
        if (right !== 'nothing') end(other, right);
        const heardEnd = left === 'writeEof' && !(right === 'nothing' && other.keepOpen);
        if (heardEnd) await until(() => one.events.includes('eof') || one.lost);
        await turns(3);
        // What is open now was kept open by somebody's wish.
        for (const protocol of [one, other]) {
          if (!protocol.lost) expect(protocol.keepOpen || left === 'writeEof', title).toBe(true);
          protocol.transport?.close();
        }
        await until(() => one.lost && other.lost);
        await turns(3);
        for (const { order } of [one, other]) {
          expect(order[0], title).toBe('made');
          expect(
            order.filter((event) => event.startsWith('lost')),
            title,
          ).toEqual(['lost null']);
          expect(order.at(-1), title).toBe('lost null');
          expect(order.filter((event) => event === 'eof').length, title).toBeLessThanOrEqual(1);
        }
        expect(one.text + other.text, title).toBe('from rightfrom left');
        expect(one.order, title).toEqual(['made', 'data', ...(heardEnd ? ['eof'] : []), 'lost null']);
      }
      expect(openSockets()).toEqual(before);
    }));

  test('both end what they send at once, and both keep open: nobody is lost until somebody closes', () =>
    withLoop(async (loop) => {
      const [one, other] = [new Kind(), new Kind()];
      one.keepOpen = other.keepOpen = true;
      await openTcpPair(loop, one, other);
      for (const { transport } of [one, other]) transport?.writeEof();
      await until(() => one.events.includes('eof') && other.events.includes('eof'));
      await turns(5);
      expect([one.order, other.order]).toEqual([
        ['made', 'eof'],
        ['made', 'eof'],
      ]);
      one.transport?.close();
      await until(() => one.lost);
      await turns(5);
      expect(other.lost).toBe(false);
      other.transport?.close();
      await until(() => other.lost);
    }));
});

describe('a peer that ended its side and goes on reading', () => {
  test('gets 2 MB that were written afterwards, then the end', () =>
    withLoop(async (loop) => {
      const protocol = new Recorder();
      protocol.keepOpen = true;
      const side = await openTcpSide(loop, protocol);
      side.peer.shutdown('write');
      await until(() => protocol.events.includes('eof'));
      side.transport.write(Buffer.alloc(2_000_000, 'x'));
      side.transport.writeEof();
      expect(await readAll(loop, side.peer)).toHaveLength(2_000_000);
      await turns(3);
      expect(protocol.lost).toBe(false);
      side.transport.close();
      await until(() => protocol.lost);
      expect(protocol.events.at(-1)).toBe('lost null');
      side.peer.close();
    }));

  test('gets what was buffered when the answer of eofReceived closes the transport', () =>
    withLoop(async (loop) => {
      const side = await openTcpSide(loop);
      side.transport.write(Buffer.alloc(8_000_000, 'x'));
      side.peer.shutdown('write');
      expect(await readAll(loop, side.peer)).toHaveLength(8_000_000);
      await until(() => side.protocol.lost);
      expect(side.protocol.events).toEqual(['made', 'pause', 'eof', 'resume', 'lost null']);
      side.peer.close();
    }));
});

describe('a peer that was told of the end and goes on sending', () => {
  test('is heard to its own end', () =>
    withLoop(async (loop) => {
      const side = await openTcpSide(loop);
      side.transport.writeEof();
      expect(await readAll(loop, side.peer)).toHaveLength(0);
      await loop.sockSendall(side.peer, Buffer.alloc(1_000_000, 'y'));
      side.peer.close();
      await until(() => side.protocol.lost);
      expect(side.protocol.bytes).toBe(1_000_000);
      expect(side.protocol.order).toEqual(['made', 'data', 'eof', 'lost null']);
    }));

  test('is not heard any more after close, and learns it', () =>
    withLoop(async (loop) => {
      const side = await openTcpSide(loop);
      side.transport.close();
      await until(() => side.protocol.lost);
      side.peer.send('to nobody');
      await expect(loop.sockRecv(side.peer, 10)).resolves.toHaveLength(0);
      await until(() => {
        try {
          side.peer.send('to nobody');
          return false;
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^(EPIPE|ECONNRESET)$/) });
          return true;
        }
      });
      expect(side.protocol.events).toEqual(['made', 'lost null']);
      side.peer.close();
    }));
});

test('over a Unix socket a peer that closes with our data unread is a reset', () =>
  withLoop(async (loop) => {
    const side = await openSide(loop);
    side.transport.write('unread');
    side.peer.close();
    await until(() => side.protocol.lost);
    expect(side.protocol.events).toEqual(['made', 'lost ECONNRESET']);
  }));
