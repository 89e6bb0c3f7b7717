import { type InetAddress, type Protocol, sleep, type Transport } from '@tsyncio/core';
import { socket } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import type { NetworkOptions } from '../../src/index.ts';
import { linuxConstants as linux } from '../../src/linux-constants.ts';
import { serveEcho, signal } from './echo.ts';
import { type OnHost, onHosts } from './on-hosts.ts';

/** The times at which things happen to a client that connects, sends 'ping' and gets it back. */
async function timesOf(options: NetworkOptions, prepare: (on: OnHost) => void = () => {}): Promise<number[]> {
  const over = signal();
  const times: number[] = [];
  await onHosts(
    {
      server: (on) => serveEcho(on, over.given),
      client: async (on) => {
        const { loop } = on;
        prepare(on);
        await sleep(1000);
        const lost = loop.createFuture<void>();
        let transport: Transport;
        const protocol: Protocol = {
          connectionMade: (made) => {
            times.push(loop.time() - 1000);
            transport = made as Transport;
            transport.write('ping');
          },
          dataReceived: () => {
            times.push(loop.time() - 1000);
            transport.close();
          },
          connectionLost: () => lost.setResult(),
        };
        await loop.createConnection(() => protocol, { host: 'server', port: 7 });
        await lost;
        over.give();
      },
    },
    options,
  );
  return times;
}

describe('a slow link', () => {
  test('without latency takes no time', async () => {
    expect(await timesOf({})).toEqual([0, 0]);
  });

  test('takes its latency for each way: two to connect, two for an echo', async () => {
    expect(await timesOf({ latency: 50 })).toEqual([100, 200]);
  });

  test('may be slow in one direction only', async () => {
    expect(await timesOf({}, ({ network }) => network.link('client', 'server', { latency: 30, oneWay: true }))).toEqual([30, 60]);
  });

  test('is changed by name, for several at once; the rest stays as it was', async () => {
    const change = ({ network }: OnHost): void => {
      network.addHost('other');
      network.link('client', ['other', 'server'], { latency: 20 });
    };
    expect(await timesOf({ latency: 1, jitter: 0, seed: 1 }, change)).toEqual([40, 80]);
  });

  test('is late by up to its jitter, as the seed says', async () => {
    const times = await timesOf({ latency: 10, jitter: 5, seed: 3 });
    expect(times[0]).toBeGreaterThan(20);
    expect(times[0]).toBeLessThan(30);
    expect(await timesOf({ latency: 10, jitter: 5, seed: 3 })).toEqual(times);
    expect(await timesOf({ latency: 10, jitter: 5, seed: 4 })).not.toEqual(times);
  });

  test('lets datagrams overtake each other, but not the bytes of a connection', async () => {
    const received: string[] = [];
    let stream = '';
    const done = signal();
    await onHosts(
      {
        server: async ({ loop }) => {
          const all = loop.createFuture<void>();
          const [datagrams] = await loop.createDatagramEndpoint(
            () => ({
              datagramReceived: (data: Buffer) => {
                received.push(String(data));
                if (received.length === 20) all.setResult();
              },
            }),
            { localAddr: { host: '10.0.0.1', port: 9 } },
          );
          const server = await loop.createServer(
            () => ({
              dataReceived: (data: Buffer) => {
                stream += data;
              },
            }),
            {
              host: '10.0.0.1',
              port: 9,
            },
          );
          await all;
          datagrams.close();
          await done.given;
          server.close();
          await server.waitClosed();
        },
        client: async ({ loop }) => {
          const [datagrams] = await loop.createDatagramEndpoint(() => ({}), {
            remoteAddr: { host: 'server', port: 9 },
            family: linux.AF_INET,
          });
          const [transport] = await loop.createConnection(() => ({}), { host: 'server', port: 9 });
          for (let i = 0; i < 20; i++) {
            datagrams.sendto(`${i}`);
            transport.write(`${i} `);
            await sleep(1);
          }
          await sleep(100);
          datagrams.close();
          transport.close();
          await sleep(100);
          done.give();
        },
      },
      { latency: 5, jitter: 20, seed: 2 },
    );
    const inOrder = Array.from({ length: 20 }, (_, i) => `${i}`);
    expect(received).not.toEqual(inOrder);
    expect([...received].sort()).toEqual([...inOrder].sort());
    expect(stream).toBe(`${inOrder.join(' ')} `);
  });

  test('lets a connection send no more than its buffer until the other side has read', () =>
    onHosts(
      {
        server: async ({ loop }) => {
          using listener = socket();
          listener.bind({ host: '0.0.0.0', port: 9 });
          listener.listen(1);
          const [connection] = await loop.sockAccept(listener);
          await sleep(10_000);
          let length = 0;
          for (let part = await loop.sockRecv(connection, 700); part.length > 0; part = await loop.sockRecv(connection, 700))
            length += part.length;
          expect(length).toBe(20_000);
          connection.close();
        },
        client: async ({ loop }) => {
          using client = socket();
          await loop.sockConnect(client, { host: '10.0.0.1', port: 9 } satisfies InetAddress);
          expect(client.send(Buffer.alloc(20_000))).toBe(8000);
          await sleep(5000);
          // The other side's system has taken what its buffer holds.
          const more = client.send(Buffer.alloc(12_000));
          expect(more).toBeGreaterThan(0);
          expect(more).toBeLessThan(12_000);
          expect(() => client.send('x')).toThrow('EAGAIN');
          await loop.sockSendall(client, Buffer.alloc(12_000 - more));
          expect(loop.time()).toBeGreaterThan(10_000);
        },
      },
      { latency: 100 },
      { bufferSize: 8000 },
    ));
});
