import { constants } from 'node:os';
import {
  type AnySocketApi,
  createLoop,
  type ExceptionContext,
  type Loop,
  type Protocol,
  type SocketApi,
  sleep,
  type TransportApi,
} from '@tsyncio/core';
import { sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';
import { describe, expect, test } from 'vitest';
import { type SimulatedKernel, simulatedKernel } from '../src/index.ts';

const { ECONNABORTED, EMFILE, ENFILE, EINVAL, ENETUNREACH, ENOBUFS, ENOMEM, EPERM, EPROTO } = constants.errno;

interface Stage {
  readonly loop: Loop & AnySocketApi & SocketApi & TransportApi;
  /** What the next calls of accept answer instead of a client. */
  readonly failures: number[];
  /** What the next calls that watch a descriptor answer. */
  readonly unwatchable: number[];
  /** How often accept was called. */
  readonly calls: () => number;
  readonly reports: ExceptionContext[];
}

/** A kernel on which accepting fails as told: what makes it fail is rare, and not to be had at will. */
async function withFailures(body: (stage: Stage) => Promise<void>): Promise<void> {
  const kernel: SimulatedKernel = simulatedKernel({ seed: 1 });
  const failures: number[] = [];
  const unwatchable: number[] = [];
  let calls = 0;
  const accept = (fd: number): ReturnType<typeof kernel.sockets.accept> => {
    calls++;
    const errno = failures.shift();
    return errno === undefined ? kernel.sockets.accept(fd) : -errno;
  };
  const { poller } = kernel;
  const watch = (call: (fd: number, interest: number) => number) => (fd: number, interest: number) => {
    const errno = unwatchable.shift();
    return errno === undefined ? call(fd, interest) : -errno;
  };
  const failing = {
    events: poller.events,
    register: watch((fd, interest) => poller.register(fd, interest)),
    modify: watch((fd, interest) => poller.modify(fd, interest)),
    unregister: (fd: number) => poller.unregister(fd),
  };
  const loop = createLoop([sockets(), transports()], { ...kernel, poller: failing, sockets: { ...kernel.sockets, accept } });
  const reports: ExceptionContext[] = [];
  loop.setExceptionHandler((_loop, context) => reports.push(context));
  await loop.runUntilComplete(async () => body({ loop, failures, unwatchable, calls: () => calls, reports }));
  loop.close();
  expect(kernel.openDescriptors()).toEqual([]);
  expect(reports).toEqual([]);
}

const make = (): Protocol => ({});
const AT = { host: '127.0.0.1', port: 4000 };

describe('accepting fails', () => {
  const lasting: [string, number, string][] = [
    ['EMFILE', EMFILE, 'socket.accept() out of system resource'],
    ['ENFILE', ENFILE, 'socket.accept() out of system resource'],
    ['ENOBUFS', ENOBUFS, 'socket.accept() out of system resource'],
    ['ENOMEM', ENOMEM, 'socket.accept() out of system resource'],
    ['EPERM', EPERM, 'socket.accept() failed'],
    ['EINVAL', EINVAL, 'socket.accept() failed'],
  ];

  test('and the socket cannot be watched again a second later: that is reported, and tried again', () =>
    withFailures(async ({ loop, failures, unwatchable, reports }) => {
      const served: number[] = [];
      const server = await loop.createServer(() => ({ connectionMade: () => void served.push(loop.time()) }), AT);
      failures.push(EMFILE);
      const [transport] = await loop.createConnection(make, AT);
      await sleep(500);
      unwatchable.push(ENOMEM);
      await sleep(1000);
      expect(reports.splice(0)).toMatchObject([
        { message: 'socket.accept() out of system resource' },
        { message: 'the listening socket could not be watched again', exception: { code: 'ENOMEM' } },
      ]);
      expect(served).toEqual([]);
      await sleep(1000);
      expect(served).toHaveLength(1);
      transport.close();
      server.close();
      await server.waitClosed();
    }));

  test.each(lasting)('with %s: it is reported once, then tried again a second later', (code, errno, message) =>
    withFailures(async ({ loop, failures, calls, reports }) => {
      const served: number[] = [];
      const server = await loop.createServer(() => ({ connectionMade: () => void served.push(loop.time()) }), AT);
      failures.push(errno);
      const [transport] = await loop.createConnection(make, AT);
      await sleep(999);
      expect([calls(), served]).toEqual([1, []]);
      const [report] = reports.splice(0);
      expect(report).toMatchObject({ message, exception: { code, syscall: 'accept' } });
      expect(report?.socket).toBe(server.sockets[0]);
      await sleep(2);
      expect(served).toEqual([1000]);
      transport.abort();
      await server[Symbol.asyncDispose]();
    }),
  );

  test('for long: each second is one report', () =>
    withFailures(async ({ loop, failures, reports }) => {
      const server = await loop.createServer(make, AT);
      failures.push(EMFILE, EMFILE, EMFILE);
      const [transport] = await loop.createConnection(make, AT);
      await sleep(5000);
      expect(reports.splice(0)).toHaveLength(3);
      transport.abort();
      await server[Symbol.asyncDispose]();
    }));

  test('and the server is closed meanwhile: nothing comes after the rest', () =>
    withFailures(async ({ loop, failures, calls, reports }) => {
      const server = await loop.createServer(make, AT);
      failures.push(ENOBUFS);
      const [transport] = await loop.createConnection(make, AT);
      await sleep(10);
      server.close();
      await sleep(5000);
      expect([calls(), reports.splice(0).length]).toEqual([1, 1]);
      transport.abort();
      await server.waitClosed();
    }));

  test.each([
    ['ECONNABORTED', ECONNABORTED],
    ['EPROTO', EPROTO],
    ['ENETUNREACH', ENETUNREACH],
  ])('with %s, which one client brought upon itself: the next one is served in the same turn', (_code, errno) =>
    withFailures(async ({ loop, failures }) => {
      const served: number[] = [];
      const server = await loop.createServer(() => ({ connectionMade: () => void served.push(loop.time()) }), AT);
      failures.push(errno, errno);
      const [transport] = await loop.createConnection(make, AT);
      await sleep(1);
      expect(served).toEqual([0]);
      transport.abort();
      await server[Symbol.asyncDispose]();
    }),
  );
});
