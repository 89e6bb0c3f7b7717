import type { BufferedProtocol, ExceptionContext, StreamProtocol, Transport } from '@tsyncio/core';
import { socketpair } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { Filler } from './filler.ts';
import { type TestLoop, until, withLoop } from './with-loop.ts';

async function open<P extends StreamProtocol>(
  loop: TestLoop,
  protocol: P,
): Promise<{ transport: Transport; peer: ReturnType<typeof socketpair>[0] }> {
  const [sock, peer] = socketpair();
  const [transport] = await loop.createConnection(() => protocol, { sock });
  return { transport, peer };
}

describe('a BufferedProtocol', () => {
  test('is asked for a buffer before every read, with no hint, and told how much was written to its start', () =>
    withLoop(async (loop) => {
      const filler = new Filler(new Uint8Array(4));
      const { peer } = await open(loop, filler);
      peer.send('0123456789');
      await until(() => filler.text.length === 10);
      expect(filler.text).toBe('0123456789');
      expect(filler.hints.slice(0, 3)).toEqual([-1, -1, -1]);
      peer.close();
      await until(() => filler.events.length === 2);
      expect(filler.events).toEqual(['eof', 'lost null']);
    }));

  const broken: [string, Partial<BufferedProtocol>, RegExp, string][] = [
    ['gives an empty buffer', { getBuffer: () => new Uint8Array() }, /empty/, 'Fatal error: protocol.getBuffer() call failed.'],
    [
      'gives no buffer',
      { getBuffer: () => undefined as unknown as Uint8Array },
      /Uint8Array/,
      'Fatal error: protocol.getBuffer() call failed.',
    ],
    [
      'throws in getBuffer',
      {
        getBuffer: () => {
          throw new Error('from getBuffer');
        },
      },
      /from getBuffer/,
      'Fatal error: protocol.getBuffer() call failed.',
    ],
    [
      'throws in bufferUpdated',
      {
        bufferUpdated: () => {
          throw new Error('from bufferUpdated');
        },
      },
      /from bufferUpdated/,
      'Fatal error: protocol.bufferUpdated() call failed.',
    ],
    [
      'throws in eofReceived',
      {
        bufferUpdated: () => {},
        eofReceived: () => {
          throw new Error('from eofReceived');
        },
      },
      /from eofReceived/,
      'Fatal error: protocol.eofReceived() call failed.',
    ],
  ];

  test.each(broken)('that %s is reported and its connection lost with that error', (_what, methods, words, message) =>
    withLoop(async (loop, reports: ExceptionContext[]) => {
      const filler = Object.assign(new Filler(new Uint8Array(4)), methods);
      const { transport, peer } = await open(loop, filler);
      peer.send('x');
      if ('eofReceived' in methods) peer.shutdown('write');
      await until(() => filler.events.some((event) => event.startsWith('lost')));
      expect(reports.splice(0)).toEqual([
        { message, exception: expect.objectContaining({ message: expect.stringMatching(words) }), transport, protocol: filler },
      ]);
      expect(filler.events.at(-1)).toMatch(words);
      peer.close();
    }),
  );
});
