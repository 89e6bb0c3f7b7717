import { constants } from 'node:os';
import { createLoop, type ExceptionContext, type InetAddress, type Protocol, type Socket, sleep } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { socket, sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';
import { describe, expect, test } from 'vitest';
import { type SimulationOptions, simulatedKernel } from '../../src/index.ts';
import type { TestLoop } from '../simulation.ts';

const { EMFILE, ENFILE, ENOBUFS, ENOMEM } = constants.errno;
const OUT_OF_RESOURCES = { EMFILE, ENFILE, ENOBUFS, ENOMEM };
const REPORT = 'socket.accept() out of system resource';

interface Scene {
  readonly loop: TestLoop;
  readonly reports: ExceptionContext[];
  /** What accept answers next, and when it was called. */
  readonly answers: number[];
  readonly calledAt: number[];
  openDescriptors(): readonly string[];
}

/** A loop on a kernel whose accept fails as told. */
async function withScene(body: (scene: Scene) => Promise<void>, options: SimulationOptions = { seed: 1 }): Promise<void> {
  const kernel = simulatedKernel(options);
  const [answers, calledAt, reports]: [number[], number[], ExceptionContext[]] = [[], [], []];
  const accept = (fd: number): ReturnType<typeof kernel.sockets.accept> => {
    calledAt.push(kernel.clock.now());
    return answers.shift() ?? kernel.sockets.accept(fd);
  };
  const loop: TestLoop = createLoop([sockets(), transports()], { ...kernel, sockets: { ...kernel.sockets, accept } });
  loop.setExceptionHandler((_loop, context) => reports.push(context));
  const openDescriptors = (): readonly string[] => kernel.openDescriptors();
  await loop.runUntilComplete(async () => body({ loop, reports, answers, calledAt, openDescriptors }));
  expect(stateOf(loop).readiness.size).toBe(0);
  loop.close();
  expect(kernel.openDescriptors()).toEqual([]);
}

function connectTo(address: InetAddress): Socket {
  const client = socket();
  expect(() => client.connect(address)).toThrow(/EINPROGRESS/);
  return client;
}

describe.each(Object.entries(OUT_OF_RESOURCES))('accept that fails with %s', (code, errno) => {
  test('is reported with its socket and tried again after exactly a second, not before', () =>
    withScene(async ({ loop, reports, answers, calledAt }) => {
      let servedAt = -1;
      const factory = (): Protocol => {
        servedAt = loop.time();
        return {};
      };
      const server = await loop.createServer(factory, { host: '127.0.0.1', port: 0 });
      const [listening] = server.sockets;
      answers.push(-errno, -errno, -errno);
      const client = connectTo(listening?.getsockname() as InetAddress);
      while (servedAt < 0) await sleep(1);
      expect(servedAt).toBe(3000);
      // The last one finds nobody else.
      expect(calledAt).toEqual([0, 1000, 2000, 3000, 3000]);
      expect(reports).toMatchObject(Array(3).fill({ message: REPORT, exception: { code, syscall: 'accept' }, socket: listening }));
      client.close();
      server.close();
      await server.waitClosed();
    }));
});

test('one listener of three that rests leaves the others serving', () =>
  withScene(async ({ loop, reports, answers }) => {
    const servedAt: number[] = [];
    const factory = (): Protocol => {
      servedAt.push(loop.time());
      return {};
    };
    const servers = [];
    for (let i = 0; i < 3; i++) servers.push(await loop.createServer(factory, { host: '127.0.0.1', port: 0 }));
    answers.push(-ENFILE);
    const clients: Socket[] = [];
    for (const server of servers) {
      clients.push(connectTo(server.sockets[0]?.getsockname() as InetAddress));
      await sleep(10);
    }
    while (servedAt.length < 3) await sleep(1);
    expect(servedAt).toEqual([10, 20, 1000]);
    expect(reports).toHaveLength(1);
    for (const client of clients) client.close();
    for (const server of servers) {
      server.close();
      await server.waitClosed();
    }
  }));

test('a server that is closed while it rests never wakes again', () =>
  withScene(async ({ loop, answers, calledAt }) => {
    const server = await loop.createServer(() => ({}), { host: '127.0.0.1', port: 0 });
    answers.push(-EMFILE);
    const client = connectTo(server.sockets[0]?.getsockname() as InetAddress);
    await sleep(10);
    server.close();
    await server.waitClosed();
    await sleep(5000);
    expect(calledAt).toEqual([0]);
    client.close();
  }));

test('with a limit of descriptors clients wait until others have gone, and all are served', () =>
  withScene(
    async ({ loop, reports, openDescriptors }) => {
      let served = 0;
      const factory = (): Protocol => {
        served++;
        return { connectionMade: (transport) => void loop.callLater(300, () => transport.close()) };
      };
      const server = await loop.createServer(factory, { host: '127.0.0.1', port: 0 });
      const address = server.sockets[0]?.getsockname() as InetAddress;
      // One listens, twelve are clients: three are left.
      const clients = Array.from({ length: 12 }, () => connectTo(address));
      while (served < clients.length) {
        await sleep(1);
        expect(openDescriptors().length).toBeLessThanOrEqual(16);
      }
      expect(reports.length).toBeGreaterThan(0);
      expect(new Set(reports.map(({ message }) => message))).toEqual(new Set([REPORT]));
      expect(loop.time()).toBe(3000);
      for (const client of clients) client.close();
      server.close();
      await server.waitClosed();
    },
    { seed: 1, descriptorLimit: 16 },
  ));
