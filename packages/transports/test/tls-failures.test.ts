import { once } from 'node:events';
import { CancelledError, type Protocol, type Socket, type Task, TimeoutError } from '@tsyncio/core';
import { socketpair } from '@tsyncio/sockets';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Certificates, identity, makeCertificates } from '../../../test-support/certificates.ts';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { runProgramOf, success } from '../../../test-support/run-program.ts';
import { kernel } from './listening.ts';
import { Recorder, readAll } from './recorder.ts';
import { openTlsPair, serveTls } from './tls-pairs.ts';
import { newLoop, type TestLoop, turns, until, withLoop } from './with-loop.ts';

let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});
afterAll(() => certificates.remove());

/** Either role, on one end of a socket pair whose other end is bare. */
type Open = (loop: TestLoop, sock: Socket, protocol: Protocol, timeout?: number) => Promise<unknown>;

const roles: [string, Open][] = [
  [
    'client',
    (loop, sock, protocol, sslHandshakeTimeout) =>
      loop.createConnection(() => protocol, { sock, ssl: { ca: certificates.ca }, serverHostname: 'localhost', sslHandshakeTimeout }),
  ],
  [
    'server',
    (loop, sock, protocol, sslHandshakeTimeout) =>
      serveTls(loop, sock, protocol, {
        ssl: identity(certificates.server),
        ...(sslHandshakeTimeout === undefined ? {} : { sslHandshakeTimeout }),
      }),
  ],
];

/** A test body with a bare peer; afterwards nothing is open, and the protocol was not called. */
function withPeer(body: (loop: TestLoop, sock: Socket, peer: Socket, protocol: Recorder) => Promise<void>): Promise<void> {
  return withLoop(async (loop) => {
    const before = openSockets();
    const [sock, peer] = socketpair();
    const protocol = new Recorder();
    await body(loop, sock, peer, protocol);
    peer.close();
    await until(() => openSockets().length <= before.length);
    await turns(5);
    expect([openSockets(), protocol.events]).toEqual([before, []]);
  });
}

describe.each(roles)('the handshake of a %s', (_role, open) => {
  test('fails with ECONNRESET when the peer closes at once', () =>
    withPeer(async (loop, sock, peer, protocol) => {
      const opening = failureOf(() => open(loop, sock, protocol));
      peer.close();
      expect(await opening).toMatchObject({ name: 'SystemError', code: 'ECONNRESET' });
    }));

  test('fails with ECONNRESET when the peer ends in the middle of a message', () =>
    withPeer(async (loop, sock, peer, protocol) => {
      const opening = failureOf(() => open(loop, sock, protocol));
      peer.send(Buffer.from([22, 3, 1, 2, 0, 1, 0]));
      peer.shutdown('write');
      expect(await opening).toMatchObject({ name: 'SystemError', code: 'ECONNRESET' });
    }));

  test('fails with the error of OpenSSL when the peer speaks something else', () =>
    withPeer(async (loop, sock, peer, protocol) => {
      const opening = failureOf(() => open(loop, sock, protocol));
      peer.send('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
      expect((await opening).code).toMatch(/^ERR_SSL_/);
    }));

  test('is aborted when it takes longer than sslHandshakeTimeout', () =>
    withPeer(async (loop, sock, _peer, protocol) => {
      const error = await failureOf(() => open(loop, sock, protocol, 20));
      expect(error).toMatchObject({ name: 'SystemError', code: 'ECONNABORTED' });
      expect(error.message).toContain('SSL handshake is taking longer than 20 ms: aborting the connection');
    }));

  test('leaves nothing open when it is cancelled', () =>
    withPeer(async (loop, sock, peer, protocol) => {
      const task: Task<unknown> = loop.createTask(async () => open(loop, sock, protocol));
      await turns(3);
      expect(task.done()).toBe(false);
      task.cancel();
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      await readAll(loop, peer);
    }));

  test('leaves nothing open when the factory throws', () =>
    withPeer(async (loop, sock, peer) => {
      const failure = new Error('from the factory');
      const failing = (): Protocol => {
        throw failure;
      };
      const options = { sock, ssl: { ca: certificates.ca }, serverHostname: 'localhost' };
      expect(await failureOf(() => loop.createConnection(failing, options))).toBe(failure);
      expect([sock.fileno(), (await readAll(loop, peer)).length]).toEqual([-1, 0]);
    }));
});

test('a peer that sends one byte at a time is understood', () =>
  withLoop(async (loop) => {
    const [one, near] = socketpair();
    const [far, other] = socketpair();
    // What the two sides say goes through here, byte by byte.
    const relay = async (from: Socket, to: Socket): Promise<void> => {
      for (;;) {
        const data = await loop.sockRecv(from, 1 << 16);
        if (data.length === 0) return to.shutdown('write');
        for (const byte of data) await loop.sockSendall(to, Uint8Array.of(byte));
      }
    };
    const relays = [loop.createTask(async () => relay(near, far)), loop.createTask(async () => relay(far, near))];
    const [left, right] = [new Recorder(), new Recorder()];
    const { client, server } = await openTlsPair(loop, certificates, { left, right }, [one, other]);
    client.write('letter by letter');
    server.write('the same');
    await until(() => left.bytes === 8 && right.bytes === 16);
    client.close();
    await until(() => left.lost && right.lost);
    for (const task of relays) await task;
    for (const sock of [near, far]) sock.close();
  }));

describe('the end of a connection', () => {
  /** A pair over two socket pairs, what one says reaching the other unless `silent`. */
  async function openOverRelay(loop: TestLoop, left: Recorder, right: Recorder) {
    const [one, near] = socketpair();
    const [far, other] = socketpair();
    const line = { silent: false };
    // Until either end is closed, in whichever way.
    const relay = async (from: Socket, to: Socket): Promise<void> => {
      for (;;) {
        const data = await loop.sockRecv(from, 1 << 16).catch(() => Buffer.alloc(0));
        if (data.length === 0) return;
        if (!line.silent) await loop.sockSendall(to, data);
      }
    };
    const relays = [loop.createTask(async () => relay(near, far)), loop.createTask(async () => relay(far, near))];
    const pair = await openTlsPair(loop, certificates, { left, right, client: { sslShutdownTimeout: 20 } }, [one, other]);
    const finish = async (): Promise<void> => {
      right.transport?.abort();
      for (const sock of [near, far]) sock.shutdown('both');
      for (const task of relays) await task;
      for (const sock of [near, far]) sock.close();
      await until(() => right.lost);
    };
    return { ...pair, line, finish };
  }

  test('a peer that does not answer the end is left after sslShutdownTimeout, with a TimeoutError', () =>
    withLoop(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      const { client, line, finish } = await openOverRelay(loop, left, right);
      line.silent = true;
      client.close();
      await until(() => left.lost);
      expect([left.events, left.error]).toEqual([['made', 'lost ERR_TIMEOUT'], expect.any(TimeoutError)]);
      expect(left.error?.message).toContain('SSL shutdown timed out');
      await finish();
    }));

  test('a peer inside TLS that does not answer is left at once with what carries it', () =>
    withLoop(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      const { client, server, line, finish } = await openOverRelay(loop, left, right);
      const ssl = { ca: certificates.ca };
      const [inner, served] = await Promise.all([
        loop.startTls(client, left, { ssl, serverHostname: 'localhost', sslShutdownTimeout: 10 }),
        loop.startTls(server, right, { ssl: identity(certificates.server), serverSide: true }),
      ]);
      line.silent = true;
      right.transport = served;
      inner.close();
      await until(() => left.lost);
      expect([left.error, client.isClosing()]).toEqual([expect.any(TimeoutError), true]);
      expect(left.error?.message).toContain('10 ms');
      await finish();
    }));

  test('without close_notify it is the end all the same, as in asyncio', () =>
    withLoop(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      const { client, server } = await openTlsPair(loop, certificates, { left, right });
      server.write('before');
      await until(() => left.bytes === 6);
      const below = client.getExtraInfo('socket') as Socket;
      // Nothing of TLS goes out: only the stream below ends.
      (server.getExtraInfo('socket') as Socket).shutdown('write');
      await until(() => left.lost);
      expect([left.order, below.fileno()]).toEqual([['made', 'data', 'eof', 'lost null'], -1]);
      await until(() => right.lost);
    }));

  test('a connection that is reset is lost with the error of the system', () =>
    withLoop(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      const { client, server } = await openTlsPair(loop, certificates, { left, right });
      right.on = (event) => void (event === 'made' && server.pauseReading());
      server.pauseReading();
      client.write(Buffer.alloc(4 << 20));
      for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
      // With unread data a Unix socket resets its peer.
      server.abort();
      await until(() => left.lost && right.lost);
      expect(left.error).toMatchObject({ name: 'SystemError', code: expect.stringMatching(/^(ECONNRESET|EPIPE)$/) });
      expect(right.events.at(-1)).toBe('lost null');
    }));

  test("errors that streams below tell afterwards are nobody's", () =>
    withLoop(async (loop) => {
      const [left, right] = [new Recorder(), new Recorder()];
      const { client } = await openTlsPair(loop, certificates, { left, right });
      const sslObject = client.getExtraInfo('sslObject');
      client.abort();
      sslObject?.emit('error', new Error('too late'));
      await until(() => left.lost && right.lost);
      expect(left.events).toEqual(['made', 'lost null']);
    }));
});

describe('the loop', () => {
  test('when it is closed, closes what is open, also in the middle of a handshake', async () => {
    const before = openSockets();
    const loop = newLoop();
    const [left, right] = [new Recorder(), new Recorder()];
    const { client } = await loop.runUntilComplete(async () => openTlsPair(loop, certificates, { left, right }));
    const [sock, peer] = socketpair(undefined, undefined, undefined, { kernel });
    const opening = loop.createTask(async () => loop.createConnection(() => ({}), { sock, ssl: true, serverHostname: 'localhost' }));
    await loop.runUntilComplete(async () => turns(3));
    expect(opening.done()).toBe(false);
    loop.close();
    expect([client.isClosing(), left.events]).toEqual([true, ['made']]);
    peer.close();
    const sslObject = client.getExtraInfo('sslObject');
    if (sslObject !== undefined && !sslObject.closed) await once(sslObject, 'close');
    expect(openSockets()).toEqual(before);
  });

  test('refuses TLS in a run that blocks', async () => {
    const loop = newLoop();
    const [left, right] = [new Recorder(), new Recorder()];
    const { client } = await loop.runUntilComplete(async () => openTlsPair(loop, certificates, { left, right }));
    const failures: Promise<unknown>[] = [];
    const [sock, peer] = socketpair(undefined, undefined, undefined, { kernel });
    loop.callSoon(() => {
      failures.push(failureOf(() => loop.createConnection(() => ({}), { sock, ssl: true, serverHostname: 'localhost' })));
      failures.push(failureOf(() => loop.startTls(client, left, { ssl: {}, serverHostname: '' })));
      failures.push(failureOf(() => client.write('x')));
      loop.stop();
    });
    loop.runForeverSync();
    expect(await Promise.all(failures)).toMatchObject(Array(3).fill({ code: 'ERR_SYNC_AWAIT' }));
    expect(sock.fileno()).toBe(-1);
    peer.close();
    await loop.runUntilComplete(async () => {
      client.close();
      await until(() => left.lost && right.lost);
    });
    loop.close();
  });

  test('keeps the process alive while it runs; an open connection alone does not', async () => {
    const { certFile, keyFile } = certificates.server;
    const ended = await runProgramOf(import.meta.url, 'open-tls', { args: [certFile, keyFile, certificates.caFile] });
    expect(ended).toEqual(success('connected\nsaid hello\nthe run is over\n'));
  });
});
