import { type ReadTransport, sleep } from '@tsyncio/core';
import { socket } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../../test-support/failure-of.ts';
import { plainSpawnRequest } from '../../../../test-support/plain-spawn-request.ts';
import { HostCrashedError, simulatedKernel, simulatedNetwork } from '../../src/index.ts';
import { echo, serveEcho, signal } from './echo.ts';
import { onHost, onHosts } from './on-hosts.ts';

const forever = new Promise<void>(() => {});

describe('a host that crashes', () => {
  test('ends the runs of its loops, which can be closed', async () => {
    const network = simulatedNetwork();
    const server = onHost(network, 'server');
    const run = failureOf(() => server.loop.runUntilComplete(() => serveEcho(server, forever)));
    const sibling = onHost(network, 'server');
    const siblingRun = failureOf(() => sibling.loop.runForever());
    const client = onHost(network, 'client');
    await client.loop.runUntilComplete(async () => {
      await sleep(10);
      network.crash('server');
      await sleep(10);
    });
    const failure = await run;
    expect(failure).toBeInstanceOf(HostCrashedError);
    expect([failure.code, (failure as HostCrashedError).host, failure.name]).toEqual(['ERR_HOST_CRASHED', 'server', 'HostCrashedError']);
    expect((await siblingRun).code).toBe('ERR_HOST_CRASHED');
    expect(server.loop.isRunning()).toBe(false);
    expect((await failureOf(() => server.loop.runForever())).code).toBe('ERR_HOST_CRASHED');
    for (const { loop } of [server, sibling, client]) loop.close();
    expect(network.hosts.map(({ name, isUp }) => [name, isUp])).toEqual([
      ['server', false],
      ['client', true],
    ]);
  });

  test('by its own doing stops after that turn', async () => {
    const network = simulatedNetwork();
    const { loop } = onHost(network, 'one');
    const seen: string[] = [];
    const run = failureOf(() =>
      loop.runUntilComplete(async () => {
        loop.callSoon(() => seen.push('next turn'));
        network.crash('one');
        seen.push('this turn');
        await sleep(0);
        seen.push('after');
      }),
    );
    expect((await run).code).toBe('ERR_HOST_CRASHED');
    loop.close();
    expect(seen).toEqual(['this turn']);
  });

  test('ends a blocking run, too', () => {
    const network = simulatedNetwork();
    const { loop } = onHost(network, 'one');
    loop.callLater(1000, () => network.crash('one'));
    expect(() => loop.runForeverSync()).toThrow(HostCrashedError);
    expect(loop.time()).toBe(1000);
    loop.close();
  });

  test('says nothing to its peers: a connection to it breaks when what is sent is not answered', async () => {
    const ends = await onHosts({
      server: (on) => serveEcho(on, forever),
      client: async ({ loop, network }) => {
        const lost = loop.createFuture<Error | null>();
        const [transport] = await loop.createConnection(() => ({ connectionLost: lost.setResult.bind(lost) }), { host: 'server', port: 7 });
        network.crash('server');
        await sleep(3_600_000);
        expect(lost.done()).toBe(false);
        transport.write('x');
        expect(((await lost) as NodeJS.ErrnoException).code).toBe('ETIMEDOUT');
      },
    });
    expect(ends).toEqual(['ERR_HOST_CRASHED', 'done']);
  });

  test('and starts again resets its old connections when it hears of them', async () => {
    const ends = await onHosts(
      {
        server: (on) => serveEcho(on, forever),
        client: async ({ loop, network }) => {
          const lost = loop.createFuture<Error | null>();
          const [transport] = await loop.createConnection(() => ({ connectionLost: lost.setResult.bind(lost) }), {
            host: 'server',
            port: 7,
          });
          await sleep(100);
          network.crash('server');
          network.restart('server');
          await sleep(1000);
          expect(lost.done()).toBe(false);
          const before = loop.time();
          transport.write('x');
          expect(((await lost) as NodeJS.ErrnoException).code).toBe('ECONNRESET');
          expect(loop.time() - before).toBe(100);
        },
      },
      { latency: 50 },
    );
    expect(ends).toEqual(['ERR_HOST_CRASHED', 'done']);
  });

  test('can be connected to again once something listens on it', async () => {
    const restarted = signal();
    await onHosts({
      server: (on) => serveEcho(on, forever),
      client: async ({ loop, network }) => {
        network.crash('server');
        network.restart('server');
        using refused = socket();
        expect((await failureOf(() => loop.sockConnect(refused, { host: '10.0.0.1', port: 7 }))).code).toBe('ECONNREFUSED');
        const again = onHost(network, 'server');
        const serving = again.loop.runUntilComplete(() => serveEcho(again, restarted.given));
        await sleep(1);
        const echoed = loop.createFuture<string>();
        const [transport] = await loop.createConnection(() => ({ dataReceived: (data: Buffer) => echoed.setResult(String(data)) }), {
          host: 'server',
          port: 7,
        });
        transport.write('again');
        expect(await echoed).toBe('again');
        transport.close();
        restarted.give();
        await serving;
        again.loop.close();
        expect(again.kernel.openDescriptors()).toEqual([]);
      },
    });
  });

  test('while a client connects lets it fail after its tries', async () => {
    const ends = await onHosts(
      {
        server: (on) => serveEcho(on, forever),
        client: async ({ loop, network }) => {
          using client = socket();
          loop.callLater(5, () => network.crash('server'));
          expect((await failureOf(() => loop.sockConnect(client, { host: '10.0.0.1', port: 7 }))).code).toBe('ETIMEDOUT');
        },
      },
      { latency: 10 },
    );
    expect(ends).toEqual(['ERR_HOST_CRASHED', 'done']);
  });

  test('takes its processes and Unix names with it, and answers no datagram', async () => {
    const network = simulatedNetwork();
    const { loop, kernel } = onHost(network, 'one');
    kernel.program('/bin/sleep', function* (self) {
      yield* self.sleep(1000);
      return 0;
    });
    const started = signal();
    const run = failureOf(() =>
      loop.runUntilComplete(async () => {
        await loop.createUnixServer(echo, { path: '/run/echo' });
        kernel.processes.spawn(plainSpawnRequest({ paths: ['/bin/sleep'], argv: ['sleep'] }));
        started.give();
        await forever;
      }),
    );
    await Promise.race([started.given, run]);
    expect(kernel.openProcesses()).toHaveLength(1);
    network.crash('one');
    await run;
    expect(kernel.openProcesses()).toEqual([]);
    loop.close();
    network.restart('one');
    const again = onHost(network, 'one');
    await again.loop.runUntilComplete(async () => {
      const failure = await failureOf(() => again.loop.createUnixConnection(() => ({}), { path: '/run/echo' }));
      expect(failure.code).toBe('ENOENT');
    });
    again.loop.close();
  });

  test('with transports that were open has all of them released by close, and nothing reported', async () => {
    const network = simulatedNetwork();
    const reports: never[] = [];
    const server = onHost(network, 'server', reports);
    const run = failureOf(() => server.loop.runUntilComplete(() => serveEcho(server, forever)));
    const client = onHost(network, 'client');
    await client.loop.runUntilComplete(async () => {
      await sleep(1);
      const [transport] = await client.loop.createConnection(() => ({}), { host: 'server', port: 7 });
      (transport as ReadTransport).pauseReading();
      transport.write(Buffer.alloc(1_000_000));
      await sleep(100);
      network.crash('server');
      transport.abort();
    });
    await run;
    server.loop.close();
    client.loop.close();
    expect([server.kernel.openDescriptors(), client.kernel.openDescriptors(), reports]).toEqual([[], [], []]);
  });

  test('is told apart from one that has not, and has to be restarted for a new kernel', () => {
    const network = simulatedNetwork();
    network.addHost('one');
    expect(() => network.restart('one')).toThrow("the host 'one' has not crashed");
    network.crash('One');
    expect(() => network.crash('one')).toThrow("the host 'one' has crashed already");
    expect(() => simulatedKernel({ network, host: 'one' })).toThrow('restart it first');
    network.restart('one');
    expect(() => simulatedKernel({ network, host: 'one' })).not.toThrow();
  });
});
