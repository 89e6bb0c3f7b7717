import { type Protocol, sleep, type Transport } from '@tsyncio/core';
import { socketpair } from '@tsyncio/sockets';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Certificates, identity, makeCertificates } from '../../../test-support/certificates.ts';
import { failureOf } from '../../../test-support/failure-of.ts';
import { simulate, type TestLoop } from './simulation.ts';

const HOUR = 3_600_000;
let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});
afterAll(() => certificates.remove());

/** Notes what it is told. */
class Recorder implements Protocol {
  readonly events: string[] = [];
  readonly received: Buffer[] = [];
  readonly lost: Promise<Error | null>;
  transport: Transport | null = null;
  #tellLost!: (error: Error | null) => void;

  constructor() {
    this.lost = new Promise((resolve) => {
      this.#tellLost = resolve;
    });
  }

  connectionMade(transport: Transport): void {
    this.transport = transport;
  }

  dataReceived(data: Buffer): void {
    this.received.push(data);
  }

  pauseWriting(): void {
    this.events.push('pause');
  }

  resumeWriting(): void {
    this.events.push('resume');
  }

  connectionLost(error: Error | null): void {
    this.events.push('lost');
    this.#tellLost(error);
  }
}

interface Pair {
  readonly client: Transport;
  readonly server: Transport;
  readonly left: Recorder;
  readonly right: Recorder;
}

/** TLS over a simulated socket pair, begun by the client at once and by the server in the middle of the stream. */
async function openTls(loop: TestLoop): Promise<Pair> {
  const [one, other] = socketpair();
  const [left, right] = [new Recorder(), new Recorder()];
  const [plain] = await loop.createConnection(() => right, { sock: other });
  const [[client], server] = await Promise.all([
    loop.createConnection(() => left, { sock: one, ssl: { ca: certificates.ca }, serverHostname: 'localhost' }),
    loop.startTls(plain, right, { ssl: identity(certificates.server), serverSide: true }),
  ]);
  return { client, server, left, right };
}

describe('TLS on the simulated kernel', () => {
  test('takes no virtual time', () =>
    simulate(async (loop) => {
      const { client, server, left, right } = await openTls(loop);
      client.write('question');
      server.write('answer');
      while (left.received.length === 0 || right.received.length === 0) await sleep(0);
      expect([String(left.received[0]), String(right.received[0])]).toEqual(['answer', 'question']);
      client.close();
      expect([await left.lost, await right.lost, loop.time()]).toEqual([null, null, 0]);
    }));

  test('moves a megabyte with flow control, in fragments', () =>
    simulate(
      async (loop) => {
        const { client, left, right } = await openTls(loop);
        const data = Buffer.alloc(1 << 20, 'tsyncio ');
        client.write(data);
        client.close();
        expect([await left.lost, await right.lost]).toEqual([null, null]);
        expect(Buffer.concat(right.received).equals(data)).toBe(true);
        expect([left.events, loop.time()]).toEqual([['pause', 'resume', 'lost'], 0]);
      },
      { seed: 7, fragment: true, bufferSize: 20_000 },
    ));

  test('an idle connection lets time pass', () =>
    simulate(async (loop) => {
      const { client, left, right } = await openTls(loop);
      await sleep(HOUR);
      client.write('an hour later');
      while (right.received.length === 0) await sleep(0);
      expect(loop.time()).toBe(HOUR);
      client.close();
      await Promise.all([left.lost, right.lost]);
    }));

  test('a silent peer makes the handshake take a minute, in no time', () =>
    simulate(async (loop) => {
      const [sock, peer] = socketpair();
      const options = { sock, ssl: true as const, serverHostname: 'localhost' };
      expect(await failureOf(() => loop.createConnection(() => ({}), options))).toMatchObject({ code: 'ECONNABORTED' });
      expect(loop.time()).toBe(60_000);
      peer.close();
    }));

  test('a connection that ends in the handshake fails at once', () =>
    simulate(async (loop) => {
      const [sock, peer] = socketpair();
      const opening = failureOf(() => loop.createConnection(() => ({}), { sock, ssl: true, serverHostname: 'localhost' }));
      await sleep(5);
      peer.close();
      expect(await opening).toMatchObject({ code: 'ECONNRESET' });
      expect(loop.time()).toBe(5);
    }));

  test('TLS inside TLS takes no virtual time either', () =>
    simulate(async (loop) => {
      const outer = await openTls(loop);
      const [client, server] = await Promise.all([
        loop.startTls(outer.client, outer.left, { ssl: { ca: certificates.ca }, serverHostname: 'localhost' }),
        loop.startTls(outer.server, outer.right, { ssl: identity(certificates.server), serverSide: true }),
      ]);
      server.write('from within');
      while (outer.left.received.length === 0) await sleep(0);
      client.close();
      expect([await outer.left.lost, await outer.right.lost, loop.time()]).toEqual([null, null, 0]);
    }));
});
