import type { InetAddress, Socket } from '@tsyncio/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Certificates, identity, makeCertificates } from '../../../../test-support/certificates.ts';
import { openSockets } from '../../../../test-support/open-descriptors.ts';
import { addressOf } from '../listening.ts';
import { Recorder } from '../recorder.ts';
import { reset } from '../sent-files.ts';
import { type TestLoop, until, withLoop } from '../with-loop.ts';
import { connecting } from './tcp-side.ts';

let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});
afterAll(() => certificates.remove());

/** The beginning of a handshake: a record that says it is long. */
const HALF_A_HELLO: Buffer = Buffer.from([0x16, 3, 1, 0x02, 0, 1, 0, 1, 0xfc, 3, 3]);

/** Clients that never get to speak TLS; each leaves its socket to be closed by whoever made it. */
const BAD: Readonly<Record<string, (client: Socket) => void>> = {
  'resets at once': (client) => reset(client),
  'closes at once': (client) => client.close(),
  'speaks something else': (client) => void client.send('GET / HTTP/1.1\r\n\r\n'),
  'resets in its first message': (client) => {
    client.send(HALF_A_HELLO);
    reset(client);
  },
  'ends in its first message': (client) => {
    client.send(HALF_A_HELLO);
    client.shutdown('write');
  },
  'says nothing': () => {},
};
const EACH = 5;

/** Until the server closed it, or it was closed here. */
async function gone(loop: TestLoop, client: Socket): Promise<void> {
  if (client.fileno() < 0) return;
  try {
    while ((await loop.sockRecv(client, 1000)).length > 0);
  } catch (error) {
    expect(error).toMatchObject({ code: 'ECONNRESET' });
  }
  client.close();
}

async function talk(loop: TestLoop, address: InetAddress, index: number): Promise<string> {
  const client = new Recorder();
  const ssl = { ca: certificates.ca };
  const [transport] = await loop.createConnection(() => client, { ...address, ssl, serverHostname: 'localhost' });
  transport.write(`from ${index}`);
  await until(() => client.lost || client.text.length === `from ${index}`.length);
  transport.close();
  await until(() => client.lost);
  return `${client.text}, ${client.events.at(-1)}`;
}

test(
  'clients that reset, end, speak something else or say nothing in the handshake cost a TLS server nothing, and others are served',
  {
    timeout: 180_000,
  },
  () =>
    withLoop(async (loop) => {
      const before = openSockets();
      const served: Recorder[] = [];
      const factory = (): Recorder => {
        const protocol = new Recorder();
        protocol.on = (event) => {
          if (event === 'data') protocol.transport?.write(protocol.received.at(-1) as Buffer);
        };
        served.push(protocol);
        return protocol;
      };
      const server = await loop.createServer(factory, {
        host: '127.0.0.1',
        port: 0,
        ssl: identity(certificates.server),
        sslHandshakeTimeout: 2_000,
      });
      const address = addressOf(server);
      const bad = Object.values(BAD).flatMap((spoil) =>
        Array.from({ length: EACH }, async () => {
          const client = connecting(address);
          await loop.sockConnect(client, address).then(
            () => {},
            () => {}, // connected already
          );
          spoil(client);
          await gone(loop, client);
        }),
      );
      const good = Array.from({ length: 20 }, (_, index) => loop.createTask(() => talk(loop, address, index)));
      expect(await Promise.all(good)).toEqual(Array.from({ length: 20 }, (_, index) => `from ${index}, lost null`));
      await Promise.all(bad);
      server.close();
      await server.waitClosed();
      // Those whose handshake failed never had a connection.
      await until(() => served.filter(({ lost }) => lost).length === 20);
      expect(served.filter(({ events }) => events.length === 0)).toHaveLength(bad.length);
      await until(() => openSockets().length <= before.length);
      expect(openSockets()).toEqual(before);
    }),
);
