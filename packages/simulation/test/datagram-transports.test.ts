import type { Address, DatagramEndpointOptions, DatagramProtocol, DatagramTransport, InetAddress } from '@tsyncio/core';
import { sleep } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { simulate, type TestLoop } from './simulation.ts';

/** Notes what it is told. */
class Notes implements DatagramProtocol {
  readonly events: string[] = [];
  readonly from: Address[] = [];
  transport!: DatagramTransport;
  onData: (data: Buffer, address: Address) => void = () => {};

  connectionMade(transport: DatagramTransport): void {
    this.transport = transport;
    this.events.push('made');
  }

  datagramReceived(data: Buffer, address: Address): void {
    this.events.push(`got ${data}`);
    this.from.push(address);
    this.onData(data, address);
  }

  errorReceived(error: Error & { code?: string }): void {
    this.events.push(`error ${error.code}`);
  }

  pauseWriting(): void {
    this.events.push('pause');
  }

  resumeWriting(): void {
    this.events.push('resume');
  }

  connectionLost(error: Error | null): void {
    this.events.push(`lost ${error}`);
  }

  get lost(): boolean {
    return this.events.at(-1)?.startsWith('lost') === true;
  }
}

const ANYWHERE = { host: '127.0.0.1', port: 0 };

async function open(loop: TestLoop, options: DatagramEndpointOptions): Promise<[Notes, Address]> {
  const [transport, notes] = await loop.createDatagramEndpoint(() => new Notes(), options);
  return [notes, transport.getExtraInfo('sockname') as Address];
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(1);
}

async function close(...all: readonly Notes[]): Promise<void> {
  for (const { transport } of all) transport.close();
  await until(() => all.every(({ lost }) => lost));
}

describe('datagram transports on the simulated kernel', () => {
  test.each([
    ['UDP', { localAddr: ANYWHERE }],
    ['UDP over IPv6', { localAddr: { host: '::1', port: 0 } }],
    ['Unix datagrams', { localAddr: '' }],
  ])('%s: ask and answer', (_what, options) =>
    simulate(async (loop) => {
      const [[server, address], [client]] = [await open(loop, options), await open(loop, options)];
      server.onData = (data, from) => server.transport.sendto(`${data}!`, from);
      for (const text of ['one', '', 'three']) client.transport.sendto(text, address);
      await until(() => client.events.length === 4);
      expect(client.events).toEqual(['made', 'got one!', 'got !', 'got three!']);
      await close(server, client);
    }),
  );

  test('a connected endpoint hears its peer only, and learns that it went', () =>
    simulate(async (loop) => {
      const [[server, there], [stranger]] = [await open(loop, { localAddr: ANYWHERE }), await open(loop, { localAddr: ANYWHERE })];
      const [client, here] = await open(loop, { remoteAddr: there });
      stranger.transport.sendto('not heard', here);
      server.transport.sendto('heard', here);
      await until(() => client.events.includes('got heard'));
      await close(server);
      client.transport.sendto('anybody?');
      await until(() => client.events.includes('error ECONNREFUSED'));
      expect(client.events).toEqual(['made', 'got heard', 'error ECONNREFUSED']);
      await close(stranger, client);
    }));

  test('by name, through the resolver', () =>
    simulate(async (loop) => {
      const [server, address] = await open(loop, { localAddr: { host: 'localhost', port: 0 } });
      const [client] = await open(loop, { remoteAddr: { host: 'localhost', port: (address as InetAddress).port } });
      client.transport.sendto('hello');
      await until(() => server.events.includes('got hello'));
      await close(server, client);
    }));

  test.each([1, 2, 3, 4, 5])('what the receiver has no room for waits and arrives in order, seed %i', (seed) =>
    simulate(
      async (loop) => {
        const [[server, address], [client]] = [await open(loop, { localAddr: '' }), await open(loop, { localAddr: '' })];
        client.transport.setWriteBufferLimits({ high: 100, low: 10 });
        const texts = Array.from({ length: 200 }, (_, index) => `${index}`);
        for (const text of texts) client.transport.sendto(text, address);
        expect(client.events).toEqual(['made', 'pause']);
        client.transport.close();
        await until(() => client.lost && server.events.length > texts.length);
        expect(server.events.slice(1)).toEqual(texts.map((text) => `got ${text}`));
        expect(client.events).toEqual(['made', 'pause', 'resume', 'lost null']);
        await close(server);
      },
      { seed },
    ),
  );

  test('abort drops what waits', () =>
    simulate(async (loop) => {
      const [[server, address], [client]] = [await open(loop, { localAddr: '' }), await open(loop, { localAddr: '' })];
      for (let i = 0; i < 100; i++) client.transport.sendto(`${i}`, address);
      const waiting = client.transport.getWriteBufferSize();
      client.transport.abort();
      expect([waiting > 0, client.transport.getWriteBufferSize()]).toEqual([true, 0]);
      await until(() => client.lost);
      await sleep(5);
      expect(server.events.length).toBeLessThan(100);
      await close(server);
    }));
});
