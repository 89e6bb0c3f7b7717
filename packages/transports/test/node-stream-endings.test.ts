import type { BufferedProtocol, Transport } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { adoptStream, asDuplex } from '../src/index.ts';
import { openSide, Recorder } from './recorder.ts';
import { SlowStream } from './stream-pairs.ts';
import { turns, until, withLoop } from './with-loop.ts';

describe('an adopted stream that has given several pieces', () => {
  test('delivers none after abort()', () =>
    withLoop(async (loop) => {
      const [stream, protocol] = [new SlowStream(), new Recorder()];
      protocol.on = (event) => void (event === 'data' && protocol.transport?.abort());
      await adoptStream(loop, () => protocol, stream);
      for (const piece of ['one', 'two', 'three']) stream.push(piece);
      await until(() => protocol.lost);
      expect([protocol.text, protocol.events]).toEqual(['one', ['made', 'data', 'lost null']]);
    }));

  test('delivers none after dataReceived threw, which is reported once', () =>
    withLoop(async (loop, reports) => {
      const [stream, protocol, failure] = [new SlowStream(), new Recorder(), new Error('from the protocol')];
      protocol.on = (event) => {
        if (event === 'data') throw failure;
      };
      await adoptStream(loop, () => protocol, stream);
      for (const piece of ['one', 'two', 'three']) stream.push(piece);
      await until(() => protocol.lost);
      expect([protocol.text, protocol.error]).toEqual(['one', failure]);
      expect(reports.splice(0)).toMatchObject([{ exception: failure }]);
    }));

  test.each(['close', 'abort'] as const)('delivers none once getBuffer() called %s()', (way) =>
    withLoop(async (loop) => {
      const events: string[] = [];
      let transport: Transport | null = null;
      const protocol: BufferedProtocol = {
        connectionMade: (made) => {
          transport = made as Transport;
        },
        getBuffer: () => {
          transport?.[way]();
          return Buffer.alloc(100);
        },
        bufferUpdated: (nbytes) => void events.push(`data ${nbytes}`),
        connectionLost: (error) => void events.push(`lost ${error}`),
      };
      const stream = new SlowStream();
      await adoptStream(loop, () => protocol, stream);
      for (const piece of ['one', 'two']) stream.push(piece);
      await until(() => events.length > 0);
      await turns(3);
      expect(events).toEqual(['lost null']);
    }),
  );
});

test('a stream over a transport that was full before waits until there is room', () =>
  withLoop(async (loop) => {
    const { transport, protocol, peer } = await openSide(loop);
    transport.write(Buffer.alloc(4 << 20));
    expect(protocol.events).toEqual(['made', 'pause']);
    const before = transport.getWriteBufferSize();
    const stream = asDuplex(transport);
    const written: number[] = [];
    for (let i = 0; i < 20; i++) stream.write(Buffer.alloc(1000), () => written.push(i));
    await turns(10);
    expect([written, transport.getWriteBufferSize() - before]).toEqual([[], 1000]);
    for (let total = (4 << 20) + 20_000; total > 0; ) total -= (await loop.sockRecv(peer, 1 << 20)).length;
    await until(() => written.length === 20);
    const closed = new Promise((resolve) => stream.once('close', resolve));
    stream.destroy();
    await closed;
    peer.close();
  }));
