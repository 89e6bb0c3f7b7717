import {
  type BufferedProtocol,
  CancelledError,
  type Protocol,
  type Socket,
  type StartTlsOptions,
  type StreamProtocol,
  type Task,
  type Transport,
} from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { constants, socketpair } from '@tsyncio/sockets';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Certificates, identity, makeCertificates } from '../../../test-support/certificates.ts';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { adoptStream, asDuplex } from '../src/index.ts';
import { StreamTransport } from '../src/stream/stream-transport.ts';
import { openPair, openSide, Recorder, readAll } from './recorder.ts';
import { pairOfSockets, pairOfStreams } from './stream-pairs.ts';
import { type TestLoop, turns, until, withLoop } from './with-loop.ts';

const MEGABYTE = 1 << 20;
let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});
afterAll(() => certificates.remove());

const asClient = (): StartTlsOptions => ({ ssl: { ca: certificates.ca }, serverHostname: 'localhost' });
const asServer = (): StartTlsOptions => ({ ssl: identity(certificates.server), serverSide: true });

function withNothingLeft(body: (loop: TestLoop) => Promise<void>): Promise<void> {
  return withLoop(async (loop) => {
    const before = openSockets();
    await body(loop);
    await until(() => openSockets().length <= before.length);
    expect(openSockets()).toEqual(before);
  });
}

/** Takes one plain line, and nothing behind it. */
class Line implements BufferedProtocol {
  static readonly text = 'STARTTLS\r\n';
  complete = false;
  #transport: Transport | null = null;
  readonly #space = Buffer.alloc(Line.text.length);

  connectionMade(transport: Transport): void {
    this.#transport = transport;
  }

  getBuffer(): Buffer {
    return this.#space;
  }

  bufferUpdated(nbytes: number): void {
    expect([nbytes, String(this.#space)]).toEqual([Line.text.length, Line.text]);
    this.#transport?.pauseReading();
    this.complete = true;
  }
}

interface Secured {
  readonly client: Transport;
  readonly server: Transport;
}

/** Both ends of a plain connection turn to TLS. */
async function secure(loop: TestLoop, left: Recorder, right: Recorder): Promise<Secured> {
  const [client, server] = await Promise.all([
    loop.startTls(left.transport as Transport, left, asClient()),
    loop.startTls(right.transport as Transport, right, asServer()),
  ]);
  return { client, server };
}

/** Some bytes each way, and the end: what both protocols were told since. */
async function converse({ client, server }: Secured, left: Recorder, right: Recorder): Promise<void> {
  for (const protocol of [left, right]) {
    protocol.events.length = 0;
    protocol.received.length = 0;
  }
  client.write('question');
  await until(() => right.text === 'question');
  server.write('answer');
  await until(() => left.text === 'answer');
  client.close();
  await until(() => left.lost && right.lost);
  expect([left.order, right.order]).toEqual([
    ['data', 'eof', 'lost null'],
    ['data', 'eof', 'lost null'],
  ]);
}

const carriers: [string, (loop: TestLoop, left: Recorder, right: Recorder) => Promise<unknown>][] = [
  ['Unix sockets', (loop, left, right) => openPair(loop, left, right)],
  [
    'TCP',
    async (loop, left, right) => {
      const server = await loop.createServer(() => right, { host: '127.0.0.1', port: 0 });
      await loop.createConnection(() => left, server.sockets[0]?.getsockname() as { host: string; port: number });
      await until(() => right.transport !== null);
      server.close();
    },
  ],
  [
    'adopted sockets of Node',
    async (loop, left, right) => {
      const [client, served] = await pairOfSockets();
      await adoptStream(loop, () => left, client);
      await adoptStream(loop, () => right, served);
    },
  ],
  [
    'streams in memory',
    async (loop, left, right) => {
      const [one, other] = pairOfStreams();
      await adoptStream(loop, () => left, one);
      await adoptStream(loop, () => right, other);
    },
  ],
  [
    'transports as streams as transports',
    async (loop, left, right) => {
      const [one, other] = await openPair(loop);
      await adoptStream(loop, () => left, asDuplex(one.transport));
      await adoptStream(loop, () => right, asDuplex(other.transport));
    },
  ],
  [
    'TLS',
    async (loop, left, right) => {
      await openPair(loop, left, right);
      const { client, server } = await secure(loop, left, right);
      left.transport = client;
      right.transport = server;
    },
  ],
];

describe.each(carriers)('startTls over %s', (_what, open) => {
  test('turns both sides to TLS in the middle of the stream; connectionMade is not called again', () =>
    withNothingLeft(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      await open(loop, left, right);
      left.transport?.write('plain');
      await until(() => right.text === 'plain');
      const old = left.transport as Transport;
      const secured = await secure(loop, left, right);
      expect(secured.client).not.toBe(old);
      expect(secured.client.getExtraInfo('sslObject')?.authorized).toBe(true);
      expect(secured.client.getExtraInfo('peername')).toEqual(old.getExtraInfo('peername'));
      expect([left.events.length, right.order]).toEqual([1, ['made', 'data']]);
      await converse(secured, left, right);
    }));

  test('moves 4 MB each way', () =>
    withNothingLeft(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      await open(loop, left, right);
      const secured = await secure(loop, left, right);
      const data = Buffer.alloc(4 * MEGABYTE, 'over TLS at last ');
      secured.client.write(data);
      secured.server.write(data);
      await until(() => left.bytes === data.length && right.bytes === data.length);
      expect([Buffer.concat(left.received).equals(data), Buffer.concat(right.received).equals(data)]).toEqual([true, true]);
      secured.server.close();
      await until(() => left.lost && right.lost);
      expect([left.error, right.error]).toEqual([null, null]);
    }));

  test('fails with ECONNRESET when the peer goes away in the middle, and the protocol hears of the loss', () =>
    withNothingLeft(async (loop) => {
      for (const options of [asClient(), asServer()]) {
        const [left, right] = [new Recorder(), new Recorder()];
        await open(loop, left, right);
        const securing = failureOf(() => loop.startTls(left.transport as Transport, left, options));
        await turns(3);
        right.transport?.close();
        const error = await securing;
        expect(error).toMatchObject({ code: 'ECONNRESET' });
        await until(() => left.lost && right.lost);
        expect(left.error).toBe(error);
      }
    }));

  test('closes everything when it is cancelled, takes too long, or is refused', () =>
    withNothingLeft(async (loop) => {
      for (const how of ['cancelled', 'late', 'refused'] as const) {
        const [left, right] = [new Recorder(), new Recorder()];
        await open(loop, left, right);
        const options = { ...asClient(), ...(how === 'late' ? { sslHandshakeTimeout: 10 } : {}) };
        const task: Task<unknown> = loop.createTask(async () => loop.startTls(left.transport as Transport, left, options));
        if (how === 'cancelled') {
          await turns(5);
          task.cancel();
        }
        const ssl = identity(certificates.foreign);
        const serving =
          how === 'refused' ? failureOf(() => loop.startTls(right.transport as Transport, right, { ssl, serverSide: true })) : null;
        const error = await failureOf(() => task);
        if (how === 'cancelled') expect(error).toBeInstanceOf(CancelledError);
        else expect(error.code).toBe(how === 'late' ? 'ECONNABORTED' : 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
        await until(() => left.lost);
        expect(left.error).toBe(how === 'cancelled' ? null : error);
        if (serving !== null && (await serving.catch(() => null)) === null) right.transport?.abort();
        await until(() => right.lost);
      }
    }));
});

describe('startTls', () => {
  test.each([
    ['a socket', async (loop: TestLoop, sock: Socket, protocol: Line) => loop.createConnection(() => protocol, { sock })],
    [
      'a stream',
      async (loop: TestLoop, sock: Socket, protocol: Line) => {
        const waiting = new Recorder();
        waiting.on = () => waiting.transport?.pauseReading();
        const [below] = await loop.createConnection(() => waiting, { sock });
        return adoptStream(loop, () => protocol, asDuplex(below));
      },
    ],
  ])('loses no byte of TLS that comes together with the last plain line, over %s', (_what, open) =>
    withNothingLeft(async (loop) => {
      const [one, other] = socketpair();
      const left = new Recorder();
      await loop.createConnection(() => left, { sock: one });
      left.transport?.write(Line.text);
      // The line and the first message of the handshake are there before the server reads any of it.
      const connecting = loop.startTls(left.transport as Transport, left, asClient());
      await turns(5);
      const line = new Line();
      const [plain] = await open(loop, other, line);
      const right = new Recorder();
      await until(() => line.complete);
      const server = await loop.startTls(plain, right, asServer());
      await converse({ client: await connecting, server }, left, right);
    }),
  );

  test('delivers nothing before the awaiting code has the new transport', () =>
    withNothingLeft(async (loop) => {
      const [left, right] = await openPair(loop);
      const order: string[] = [];
      left.on = (event) => order.push(event);
      const serving = (async () => {
        const server = await loop.startTls(right.transport, right, asServer());
        // Everything goes at once, as soon as it can.
        server.write('early');
        server.close();
      })();
      const wrapped = async (): Promise<Transport> => {
        const transport = await loop.startTls(left.transport, left, asClient());
        return transport;
      };
      const client = await (async () => await wrapped())();
      order.push('has it');
      await serving;
      await until(() => left.lost && right.lost);
      expect(order).toEqual(['has it', 'data', 'eof', 'lost']);
      expect(client.isClosing()).toBe(true);
    }));

  test('sends what was not sent yet before the handshake', () =>
    withNothingLeft(async (loop) => {
      const { transport, protocol, peer } = await openSide(loop);
      const unsent = Buffer.alloc(4 * MEGABYTE, 'plain ');
      transport.write(unsent);
      transport.write('and the last of it');
      expect(transport.getWriteBufferSize()).toBeGreaterThan(0);
      const securing = failureOf(() => loop.startTls(transport, protocol, asClient()));
      expect([transport.isClosing(), transport.getWriteBufferSize()]).toEqual([true, 0]);
      const sent = await readAll(loop, peer, unsent.length + 20);
      expect(sent.subarray(0, unsent.length).equals(unsent)).toBe(true);
      expect(String(sent.subarray(unsent.length, unsent.length + 18))).toBe('and the last of it');
      // A TLS record of the handshake.
      expect([...sent.subarray(unsent.length + 18, unsent.length + 20)]).toEqual([22, 3]);
      peer.close();
      expect(await securing).toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) });
      await until(() => protocol.lost);
    }));

  test('the old transport is closed from then on, and whoever counts it counts the new one', () =>
    withNothingLeft(async (loop) => {
      const [one, other] = socketpair();
      const counted: unknown[] = [];
      const owner = {
        attach: (transport: unknown) => void counted.push('attach', transport),
        detach: (transport: unknown) => void counted.push('detach', transport),
      };
      const [left, right] = [new Recorder(), new Recorder()];
      await loop.createConnection(() => left, { sock: one });
      const old = new StreamTransport({ state: stateOf(loop), sock: other, protocol: right, owner, peername: '' });
      old.start(() => {});
      await until(() => right.transport !== null);
      const first = await secure(loop, left, right);
      expect(counted).toEqual(['attach', old, 'attach', first.server, 'detach', old]);
      old.write('nobody sends this');
      expect([old.isClosing(), first.server.isClosing()]).toEqual([true, false]);
      [left.transport, right.transport] = [first.client, first.server];
      const second = await secure(loop, left, right);
      expect(counted.slice(6)).toEqual(['attach', second.server, 'detach', first.server]);
      await converse(second, left, right);
      await turns(2);
      expect(counted.slice(10)).toEqual(['detach', second.server]);
    }));

  test('TLS inside TLS inside TLS', () =>
    withNothingLeft(async (loop) => {
      const [left, right] = await openPair(loop);
      let secured: Secured = { client: left.transport, server: right.transport };
      for (let depth = 0; depth < 3; depth++) {
        [left.transport, right.transport] = [secured.client, secured.server];
        secured = await secure(loop, left, right);
      }
      expect((secured.client.getExtraInfo('socket') as Socket).family).toBe(constants.AF_UNIX);
      await converse(secured, left, right);
    }));

  test('may give the connection to another protocol', () =>
    withNothingLeft(async (loop) => {
      const [left, right] = await openPair(loop);
      const [newLeft, newRight] = [new Recorder(), new Recorder()];
      const [client, server] = await Promise.all([
        loop.startTls(left.transport, newLeft, asClient()),
        loop.startTls(right.transport, newRight, asServer()),
      ]);
      await converse({ client, server }, newLeft, newRight);
      expect([left.events, right.events]).toEqual([['made'], ['made']]);
    }));
});

describe('startTls refuses', () => {
  const open = async (loop: TestLoop): Promise<readonly [Transport, Recorder, Socket]> => {
    const { transport, protocol, peer } = await openSide(loop);
    return [transport, protocol, peer];
  };

  test('wrong arguments, the first one first, and leaves the transport as it is', () =>
    withNothingLeft(async (loop) => {
      const [transport, protocol, peer] = await open(loop);
      const good = asClient();
      const wrong: [unknown, unknown, unknown, RegExp, unknown][] = [
        [{}, protocol, undefined, /options object/, TypeError],
        [{}, protocol, { ssl: true }, /ssl must be an object/, TypeError],
        [{}, protocol, {}, /ssl must be an object/, TypeError],
        [{}, null, good, /needs a transport/, TypeError],
        [null, protocol, good, /needs a transport/, TypeError],
        [transport, null, good, /needs the protocol/, TypeError],
        [transport, protocol, { ssl: {} }, /serverHostname must be given/, TypeError],
        [transport, protocol, { ...good, serverHostname: 5 }, /serverHostname must be a string/, TypeError],
        [transport, protocol, { ...asServer(), serverHostname: 'x' }, /only meaningful for the client/, TypeError],
        [transport, protocol, { ...good, serverSide: 1 }, /serverSide must be/, TypeError],
        [transport, protocol, { ...good, sslHandshakeTimeout: 0 }, /sslHandshakeTimeout should be a positive/, RangeError],
        [transport, protocol, { ...good, sslShutdownTimeout: -1 }, /sslShutdownTimeout should be a positive/, RangeError],
        [transport, protocol, { ...good, sslShutdownTimeout: 'soon' }, /sslShutdownTimeout must be a number/, TypeError],
      ];
      for (const [subject, told, options, message, type] of wrong) {
        const error = await failureOf(() => loop.startTls(subject as Transport, told as StreamProtocol, options as StartTlsOptions));
        expect(error).toBeInstanceOf(type);
        expect(error.message).toMatch(message);
      }
      expect(transport.isClosing()).toBe(false);
      transport.write('still plain');
      expect(String(await readAll(loop, peer, 11))).toBe('still plain');
      transport.close();
      await until(() => protocol.lost);
      peer.close();
    }));

  test('a transport that is closing', () =>
    withNothingLeft(async (loop) => {
      const [transport, protocol, peer] = await open(loop);
      transport.close();
      expect(await failureOf(() => loop.startTls(transport, protocol, asClient()))).toMatchObject({ code: 'ERR_TRANSPORT_STATE' });
      await until(() => protocol.lost);
      peer.close();
    }));

  test('an object that only looks a little like a transport', () =>
    withNothingLeft(async (loop) => {
      const protocol: Protocol = {};
      const some = { write() {}, close() {}, setProtocol() {} };
      expect(await failureOf(() => loop.startTls(some as unknown as Transport, protocol, asClient()))).toBeInstanceOf(TypeError);
    }));
});
