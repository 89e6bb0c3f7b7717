import { createHash, randomBytes } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { BufferedProtocol } from '@tsyncio/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Certificates, makeCertificates } from '../../../test-support/certificates.ts';
import { Recorder } from './recorder.ts';
import { openTlsPair } from './tls-pairs.ts';
import { turns, until, withLoop } from './with-loop.ts';

const MEGABYTE = 1 << 20;
let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});
afterAll(() => certificates.remove());

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('reading over TLS', () => {
  test('pausing and resuming again and again loses nothing and keeps the order', () =>
    withLoop(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      const { client, server } = await openTlsPair(loop, certificates, { left, right });
      const sent = randomBytes(4 * MEGABYTE);
      let [told, pauses, toldWhilePaused] = [0, 0, 0];
      right.on = (event) => {
        if (event !== 'data') return;
        if (!server.isReading()) toldWhilePaused++;
        if (++told % 3 !== 0) return;
        server.pauseReading();
        pauses++;
        // Now and then right away, while there is more to be given in the same turn.
        if (pauses % 2 === 0) server.resumeReading();
        else loop.callLater(pauses % 5, () => server.resumeReading());
      };
      for (let at = 0, size = 1; at < sent.length; at += size, size = (size * 7 + 1) % 50_000) client.write(sent.subarray(at, at + size));
      await until(() => right.bytes >= sent.length);
      expect(hashOf(Buffer.concat(right.received))).toBe(hashOf(sent));
      expect(pauses).toBeGreaterThan(10);
      expect(toldWhilePaused).toBe(0);
    }));

  test('a protocol that pauses in its first callback gets the rest, then the end', () =>
    withLoop(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      const { client, server } = await openTlsPair(loop, certificates, { left, right });
      right.on = (event) => {
        if (event === 'data' && right.received.length === 1) server.pauseReading();
      };
      client.write('first ');
      await until(() => right.received.length === 1);
      client.write('second ');
      client.write('third');
      client.close();
      await turns(20);
      expect(right.text).toBe('first ');
      server.resumeReading();
      await until(() => left.lost && right.lost);
      expect(right.text).toBe('first second third');
      expect(right.order).toEqual(['made', 'data', 'eof', 'lost null']);
    }));

  test('reading resumes below the mark after a slow reader let much come in', () =>
    withLoop(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      const { client, server } = await openTlsPair(loop, certificates, { left, right });
      const socket = server.getExtraInfo('sslObject') as TLSSocket;
      const sent = randomBytes(3 * MEGABYTE);
      server.pauseReading();
      client.write(sent);
      await turns(20);
      expect(right.bytes).toBe(0);
      // What nobody asked for is not read: the most is what the stream keeps, and what one record adds to it.
      expect(socket.readableLength).toBeLessThan(MEGABYTE / 2);
      server.resumeReading();
      await until(() => right.bytes === sent.length);
      expect(hashOf(Buffer.concat(right.received))).toBe(hashOf(sent));
    }));

  test('a protocol with a buffer of its own that is smaller than a record has every byte, in order', () =>
    withLoop(async (loop) => {
      const sent = randomBytes(MEGABYTE / 4);
      const got: Buffer[] = [];
      let size = 0;
      const buffer = Buffer.alloc(1000);
      const right: BufferedProtocol = {
        getBuffer: () => buffer,
        bufferUpdated: (nbytes) => {
          got.push(Buffer.from(buffer.subarray(0, nbytes)));
          size += nbytes;
        },
      };
      const { client } = await openTlsPair(loop, certificates, { right });
      client.write(sent);
      await until(() => size === sent.length);
      expect(hashOf(Buffer.concat(got))).toBe(hashOf(sent));
    }));
});
