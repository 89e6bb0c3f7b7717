import type { BytesLike } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { finish, openSide, Recorder, readAll, readNow, type Side } from './recorder.ts';
import { type TestLoop, turns, until, withLoop } from './with-loop.ts';

const MUCH: Buffer = Buffer.alloc(3_000_000, 'x');

function withSide(body: (loop: TestLoop, side: Side) => Promise<void>, protocol: Recorder = new Recorder()): Promise<void> {
  return withLoop(async (loop) => {
    const side = await openSide(loop, protocol);
    await body(loop, side);
    await finish(side);
  });
}

/** The warnings that `act` causes. */
async function warningsOf(act: () => void): Promise<Error[]> {
  const warnings: Error[] = [];
  let listen: (warning: Error) => void = () => {};
  // Warnings are told in order: after the last one there are no more.
  const told = new Promise<void>((resolve) => {
    listen = (warning) => void (warning.name === 'LastOne' ? resolve() : warnings.push(warning));
  });
  process.on('warning', listen);
  try {
    act();
    process.emitWarning('the last one', 'LastOne');
    await told;
  } finally {
    process.off('warning', listen);
  }
  return warnings;
}

describe('write', () => {
  test('sends at once what the system takes', () =>
    withSide(async (_loop, { transport, peer }) => {
      transport.write('now');
      expect(transport.getWriteBufferSize()).toBe(0);
      expect(String(peer.recv(10))).toBe('now');
    }));

  test('takes strings and every kind of bytes', () =>
    withSide(async (_loop, { transport, peer }) => {
      const bytes = Uint8Array.of(97, 98);
      for (const data of ['ab', bytes, Buffer.from('ab'), new DataView(bytes.buffer), bytes.buffer, new Uint16Array(bytes.buffer)]) {
        transport.write(data);
        expect(String(peer.recv(10))).toBe('ab');
      }
    }));

  test('refuses what is no bytes, and sends nothing', () =>
    withSide(async (_loop, { transport, peer }) => {
      for (const data of [5, null, undefined, {}, ['a']]) {
        expect(() => transport.write(data as unknown as string)).toThrow(TypeError);
        expect(() => transport.writelines([data as unknown as string])).toThrow(TypeError);
      }
      expect(() => peer.recv(1)).toThrow(/EAGAIN/);
    }));

  test('of nothing does nothing', () =>
    withSide(async (_loop, { transport, protocol }) => {
      transport.setWriteBufferLimits({ high: 0 });
      transport.write('');
      transport.write(new Uint8Array());
      expect(transport.getWriteBufferSize()).toBe(0);
      expect(protocol.events).toEqual(['made']);
    }));

  test('keeps the order of what is buffered', () =>
    withSide(async (loop, { transport, peer }) => {
      transport.write(MUCH);
      for (let i = 0; i < 200; i++) transport.write(`${i},`);
      const end = Array.from({ length: 200 }, (_, i) => `${i},`).join('');
      const all = await readAll(loop, peer, MUCH.length + end.length);
      expect(all.subarray(0, MUCH.length).equals(MUCH)).toBe(true);
      expect(String(all.subarray(MUCH.length))).toBe(end);
    }));

  test('tells how much the system has not taken', () =>
    withSide(async (loop, { transport, peer }) => {
      transport.write(MUCH);
      const first = transport.getWriteBufferSize();
      const inKernel = MUCH.length - first;
      expect(first).toBeGreaterThan(0);
      transport.write('12345');
      expect(transport.getWriteBufferSize()).toBe(first + 5);
      expect((await readAll(loop, peer, inKernel)).length).toBeGreaterThanOrEqual(inKernel);
      await until(() => transport.getWriteBufferSize() < first);
    }));

  test('can be called in every callback', () =>
    withLoop(async (loop) => {
      const protocol = new Recorder();
      protocol.keepOpen = true;
      protocol.on = (event) => protocol.transport?.write(`[${event}]`);
      const { transport, peer } = await openSide(loop, protocol);
      expect(String(readNow(peer))).toBe('[made]');
      peer.send('x');
      await until(() => protocol.bytes > 0);
      transport.write(MUCH);
      const all = String(await readAll(loop, peer, '[data]'.length + MUCH.length + '[pause][resume]'.length));
      expect(all.replaceAll('x', '')).toBe('[data][pause][resume]');
      peer.shutdown('write');
      expect(String(await readAll(loop, peer, 5))).toBe('[eof]');
      transport.close();
      await until(() => protocol.lost);
      expect(readNow(peer).length).toBe(0);
      peer.close();
    }));

  test('after writeEof throws ERR_TRANSPORT_STATE, even for nothing', () =>
    withSide(async (_loop, { transport, peer }) => {
      transport.write('last');
      transport.writeEof();
      for (const data of ['more', '']) {
        expect(() => transport.write(data)).toThrow(expect.objectContaining({ code: 'ERR_TRANSPORT_STATE' }));
        expect(() => transport.writelines([data])).toThrow(expect.objectContaining({ code: 'ERR_TRANSPORT_STATE' }));
      }
      expect(String(readNow(peer))).toBe('last');
    }));

  test('to a peer that is gone ends the connection with an error, in a later turn', () =>
    withLoop(async (loop) => {
      const { transport, protocol, peer } = await openSide(loop);
      transport.pauseReading();
      peer.close();
      transport.write('x');
      expect(protocol.lost).toBe(false);
      await until(() => protocol.lost);
      expect(protocol.events.at(-1)).toMatch(/^lost (EPIPE|ECONNRESET)$/);
    }));

  test('writes do not change what the caller gave', () =>
    withSide(async (loop, { transport, peer }) => {
      const data = Buffer.alloc(3_000_000, 'abc');
      transport.write(data);
      transport.write(data.subarray(1, 1000));
      await readAll(loop, peer, data.length + 999);
      expect(data.equals(Buffer.alloc(3_000_000, 'abc'))).toBe(true);
    }));
});

describe('writes after the connection was lost', () => {
  test.each(['close', 'abort'] as const)('by %s are dropped, and warned about from the fifth on', (method) =>
    withLoop(async (loop) => {
      const { transport, peer } = await openSide(loop);
      transport[method]();
      const warnings = await warningsOf(() => {
        for (let i = 0; i < 4; i++) transport.write('dropped');
      });
      expect(warnings).toEqual([]);
      const more = await warningsOf(() => {
        for (let i = 0; i < 3; i++) transport.write('dropped');
      });
      expect(more.length).toBe(3);
      expect(transport.getWriteBufferSize()).toBe(0);
      expect(readNow(peer).length).toBe(0);
      await turns(2);
      peer.close();
    }),
  );

  test('by an error of the system count alike', () =>
    withLoop(async (loop) => {
      const { transport, protocol, peer } = await openSide(loop);
      peer.close();
      transport.write('fails');
      await until(() => protocol.lost);
      const warnings = await warningsOf(() => {
        for (let i = 0; i < 7; i++) transport.writelines(['dropped', 'too']);
      });
      expect(warnings.length).toBe(3);
    }));

  test('of nothing are not counted', () =>
    withLoop(async (loop) => {
      const { transport, protocol, peer } = await openSide(loop);
      transport.close();
      const warnings = await warningsOf(() => {
        for (let i = 0; i < 10; i++) transport.write('');
        for (let i = 0; i < 4; i++) transport.write('x');
      });
      expect(warnings).toEqual([]);
      await until(() => protocol.lost);
      peer.close();
    }));
});

describe('writelines', () => {
  test('is as writing one after another, of any iterable', () =>
    withSide(async (_loop, { transport, peer }) => {
      const lines = function* (): Generator<BytesLike> {
        yield 'one ';
        yield Buffer.from('two ');
        yield '';
        yield Uint8Array.of(51);
      };
      transport.writelines(lines());
      transport.writelines([]);
      expect(transport.getWriteBufferSize()).toBe(0);
      expect(String(readNow(peer))).toBe('one two 3');
    }));

  test('keeps the order with what is buffered', () =>
    withSide(async (loop, { transport, peer }) => {
      transport.writelines([MUCH, 'a', 'b']);
      transport.writelines(['c', 'd']);
      transport.write('e');
      expect(String((await readAll(loop, peer, MUCH.length + 5)).subarray(-6))).toBe('xabcde');
    }));

  test('of very many small pieces sends them all', () =>
    withSide(async (loop, { transport, peer }) => {
      const pieces = Array.from({ length: 5000 }, (_, i) => `${i};`);
      transport.writelines(pieces);
      expect(String(await readAll(loop, peer, pieces.join('').length))).toBe(pieces.join(''));
    }));

  test('buffers nothing while the system would take more', () =>
    withSide(async (_loop, { transport, protocol, peer }) => {
      transport.writelines(Array.from({ length: 1000 }, () => Buffer.alloc(80, 'x')));
      expect(transport.getWriteBufferSize()).toBe(0);
      expect(protocol.events).toEqual(['made']);
      expect(readNow(peer).length).toBe(80_000);
    }));

  test('pauses the protocol as write does', () =>
    withSide(async (_loop, { transport, protocol }) => {
      transport.writelines([MUCH, MUCH]);
      expect(protocol.events).toEqual(['made', 'pause']);
    }));

  test('sends nothing when one of the pieces is no bytes', () =>
    withSide(async (_loop, { transport, peer }) => {
      expect((await failureOf(() => transport.writelines(['good', 5 as unknown as string]))).message).toBeTypeOf('string');
      expect(transport.getWriteBufferSize()).toBe(0);
      expect(readNow(peer).length).toBe(0);
    }));
});
