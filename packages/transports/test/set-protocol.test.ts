import { describe, expect, test } from 'vitest';
import { Filler } from './filler.ts';
import { openSide, Recorder } from './recorder.ts';
import { until, withLoop } from './with-loop.ts';

describe('setProtocol', () => {
  test('sends the next events to the new one, without connectionMade', () =>
    withLoop(async (loop) => {
      const { transport, protocol, peer } = await openSide(loop);
      const next = new Recorder();
      expect(transport.getProtocol()).toBe(protocol);
      transport.setProtocol(next);
      expect(transport.getProtocol()).toBe(next);
      peer.send('x');
      await until(() => next.bytes > 0);
      peer.close();
      await until(() => next.lost);
      expect([protocol.events, next.events]).toEqual([['made'], ['data', 'eof', 'lost null']]);
    }));

  test('chooses between plain and buffered reading at once, both ways, inside callbacks too', () =>
    withLoop(async (loop) => {
      const plain = new Recorder();
      const filler = new Filler(new Uint8Array(16));
      const { transport, peer } = await openSide(loop, plain);
      plain.on = (event) => void (event === 'data' && transport.setProtocol(filler));
      peer.send('plain');
      await until(() => plain.bytes > 0);
      peer.send('buffered');
      await until(() => filler.text !== '');
      expect([plain.text, filler.text]).toEqual(['plain', 'buffered']);
      transport.setProtocol(plain);
      peer.send(' again');
      await until(() => plain.bytes > 5);
      expect(plain.text).toBe('plain again');
      transport.close();
      await until(() => filler.events.length > 0 || plain.lost);
      peer.close();
    }));
});
