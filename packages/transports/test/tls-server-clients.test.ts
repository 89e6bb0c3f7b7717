import type { InetAddress, Server, TlsOptions, Transport } from '@tsyncio/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Certificates, identity, makeCertificates } from '../../../test-support/certificates.ts';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { addressOf } from './listening.ts';
import { Recorder } from './recorder.ts';
import { unixFolder } from './unix-folder.ts';
import { type TestLoop, until, withLoop } from './with-loop.ts';

const { freshPath } = unixFolder();
let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});
afterAll(() => certificates.remove());

interface Served {
  readonly server: Server;
  readonly connections: Recorder[];
  connect(protocol: Recorder): Promise<readonly [Transport, Recorder]>;
}

/** A TLS server that sends back what it gets, and how to reach it; afterwards nothing is open. */
function withServer(where: 'TCP' | 'a Unix socket', body: (loop: TestLoop, served: Served) => Promise<void>): Promise<void> {
  return withLoop(async (loop) => {
    const before = openSockets();
    const connections: Recorder[] = [];
    const make = (): Recorder => {
      const protocol = new Recorder();
      protocol.on = (event) => void (event === 'data' && protocol.transport?.write(protocol.received.at(-1) as Buffer));
      connections.push(protocol);
      return protocol;
    };
    const ssl: TlsOptions = identity(certificates.server);
    const client = { ssl: { ca: certificates.ca } };
    if (where === 'TCP') {
      const server = await loop.createServer(make, { host: '127.0.0.1', port: 0, ssl });
      const { port }: InetAddress = addressOf(server);
      const connect = (protocol: Recorder) => loop.createConnection(() => protocol, { host: 'localhost', family: 2, port, ...client });
      await body(loop, { server, connections, connect });
    } else {
      const path = freshPath();
      const server = await loop.createUnixServer(make, { path, ssl });
      const connect = (protocol: Recorder) => loop.createUnixConnection(() => protocol, { path, serverHostname: 'localhost', ...client });
      await body(loop, { server, connections, connect });
    }
    await until(() => openSockets().length <= before.length);
    expect(openSockets()).toEqual(before);
  });
}

describe.each(['TCP', 'a Unix socket'] as const)('a TLS server on %s', (where) => {
  test('serves many clients at once, and waits for all of them', () =>
    withServer(where, async (_loop, { server, connections, connect }) => {
      const clients = Array.from({ length: 20 }, () => new Recorder());
      const opened = await Promise.all(clients.map(connect));
      for (const [index, [transport]] of opened.entries()) transport.write(`client ${index}`);
      await until(() => clients.every(({ text }, index) => text === `client ${index}`));
      server.close();
      let over = false;
      const closed = (async () => {
        await server.waitClosed();
        over = true;
      })();
      for (const [transport] of opened.slice(1)) transport.close();
      await until(() => clients.slice(1).every(({ lost }) => lost) && connections.filter(({ lost }) => lost).length === 19);
      expect(over).toBe(false);
      opened[0]?.[0].close();
      await closed;
      await until(() => clients.every(({ lost }) => lost));
    }));

  test('closeClients says goodbye to each, abortClients does not', () =>
    withServer(where, async (_loop, { server, connections, connect }) => {
      for (const way of ['closeClients', 'abortClients'] as const) {
        const protocol = new Recorder();
        await connect(protocol);
        await until(() => connections.at(-1)?.transport != null);
        server[way]();
        await until(() => protocol.lost && connections.every(({ lost }) => lost));
        expect(connections.at(-1)?.error).toBeNull();
      }
      server.close();
      await server.waitClosed();
    }));

  test('goes on when a client refuses its certificate', () =>
    withServer(where, async (loop, { server, connections, connect }) => {
      const refusing = new Recorder();
      const target = where === 'TCP' ? addressOf(server) : { path: String(server.sockets[0]?.getsockname()) };
      const options = { ...target, ssl: true, serverHostname: 'localhost' } as const;
      const open = 'path' in options ? loop.createUnixConnection(() => refusing, options) : loop.createConnection(() => refusing, options);
      expect(await failureOf(() => open)).toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
      const protocol = new Recorder();
      const [transport] = await connect(protocol);
      transport.write('still there');
      await until(() => protocol.text === 'still there');
      transport.close();
      server.close();
      await server.waitClosed();
      await until(() => protocol.lost);
      expect([refusing.events, connections.at(-1)?.text]).toEqual([[], 'still there']);
    }));
});

test('a session that is resumed with a client certificate is verified again', () =>
  withLoop(async (loop) => {
    const connections: Recorder[] = [];
    const ssl = { ...identity(certificates.server), ca: certificates.ca, requestCert: true, maxVersion: 'TLSv1.2' as const };
    const make = (): Recorder => connections[connections.push(new Recorder()) - 1] as Recorder;
    const server = await loop.createServer(make, { host: '127.0.0.1', port: 0, ssl });
    let session: Buffer | undefined;
    for (const resumed of [false, true]) {
      const client = new Recorder();
      const own = { ca: certificates.ca, ...identity(certificates.client), session };
      const [transport] = await loop.createConnection(() => client, { ...addressOf(server), ssl: own, serverHostname: 'localhost' });
      await until(() => connections.at(-1)?.transport != null);
      expect(transport.getExtraInfo('sslObject')?.isSessionReused()).toBe(resumed);
      expect(connections.at(-1)?.transport?.getExtraInfo('sslObject')?.authorized).toBe(true);
      session = transport.getExtraInfo('sslObject')?.getSession();
      transport.close();
      await until(() => client.lost && connections.every(({ lost }) => lost));
    }
    server.close();
    await server.waitClosed();
  }));

test('a server hands a connection that turned to TLS over to the new transport', () =>
  withLoop(async (loop) => {
    const served = new Recorder();
    const server = await loop.createServer(() => served, { host: '127.0.0.1', port: 0 });
    const client = new Recorder();
    const [plain] = await loop.createConnection(() => client, addressOf(server));
    await until(() => served.transport !== null);
    const [secured] = await Promise.all([
      loop.startTls(plain, client, { ssl: { ca: certificates.ca }, serverHostname: 'localhost' }),
      loop.startTls(served.transport as Transport, served, { ssl: identity(certificates.server), serverSide: true }),
    ]);
    server.close();
    secured.write('counted');
    await until(() => served.text === 'counted');
    server.closeClients();
    await server.waitClosed();
    await until(() => client.lost);
    expect([client.order, served.order]).toEqual([
      ['made', 'eof', 'lost null'],
      ['made', 'data', 'eof', 'lost null'],
    ]);
  }));
