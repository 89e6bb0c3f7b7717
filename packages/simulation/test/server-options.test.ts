import { constants } from 'node:os';
import { createLoop, type InetAddress, type Protocol, type ServerOptions, sleep, type Transport } from '@tsyncio/core';
import type { SocketCalls } from '@tsyncio/core/area';
import { sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { simulatedKernel } from '../src/index.ts';
import { linuxConstants as linux } from '../src/linux-constants.ts';
import { simulate, type TestLoop } from './simulation.ts';

const { EAFNOSUPPORT, EMFILE, ENOPROTOOPT } = constants.errno;
const make = (): Protocol => ({});

/** A system whose socket calls are not quite those of Linux. */
async function onSystem(odd: (calls: SocketCalls) => Partial<SocketCalls>, body: (loop: TestLoop) => Promise<void>): Promise<void> {
  const kernel = simulatedKernel({ seed: 1 });
  const calls = { ...kernel.sockets, ...odd(kernel.sockets) };
  const loop = createLoop([sockets(), transports()], { ...kernel, sockets: calls });
  await loop.runUntilComplete(async () => body(loop));
  loop.close();
  expect(kernel.openDescriptors()).toEqual([]);
}

describe('reusePort where it is not supported is refused with a RangeError', () => {
  const options: ServerOptions = { host: ['127.0.0.1', '::1'], port: 0, reusePort: true };
  const { SO_REUSEPORT, ...others } = linux;

  test('when the system does not know it', () =>
    onSystem(
      () => ({ constants: others }),
      async (loop) => {
        const error = await failureOf(() => loop.createServer(make, options));
        expect(error).toBeInstanceOf(RangeError);
        expect(error.message).toMatch(/reusePort is not supported/);
      },
    ));

  test('when the system knows its name only', () =>
    onSystem(
      ({ setsockopt }) => ({
        setsockopt: (fd, level, option, value) => (option === SO_REUSEPORT ? -ENOPROTOOPT : setsockopt(fd, level, option, value)),
      }),
      async (loop) => {
        const error = await failureOf(() => loop.createServer(make, options));
        expect(error).toBeInstanceOf(RangeError);
        expect(error.cause).toMatchObject({ code: 'ENOPROTOOPT' });
      },
    ));
});

test('a family that the system does not have is left out', () =>
  onSystem(
    ({ open }) => ({ open: (family, type, proto) => (family === linux.AF_INET6 ? -EAFNOSUPPORT : open(family, type, proto)) }),
    async (loop) => {
      const server = await loop.createServer(make, { port: 0 });
      expect(server.sockets.map((sock) => (sock.getsockname() as InetAddress).host)).toEqual(['0.0.0.0']);
      server.close();
      const error = await failureOf(() => loop.createServer(make, { host: '::1', port: 5000 }));
      expect(error).toMatchObject({ code: 'EADDRNOTAVAIL' });
      expect(error.message).toContain('::1:5000');
    },
  ));

test('no descriptors for its sockets: EMFILE, and those it had are closed', () => {
  let left = 1;
  return onSystem(
    ({ open }) => ({ open: (...family) => (left-- > 0 ? open(...family) : -EMFILE) }),
    async (loop) => {
      expect(await failureOf(() => loop.createServer(make, { port: 0 }))).toMatchObject({ code: 'EMFILE', syscall: 'socket' });
    },
  );
});

test('a flood of clients is served, never more in one turn than the backlog and one', () =>
  simulate(async (loop) => {
    const backlog = 3;
    const perTurn = new Map<number, number>();
    let [turn, counting] = [0, true];
    const count = (): void => {
      turn++;
      if (counting) loop.callSoon(count);
    };
    loop.callSoon(count);
    const factory = (): Protocol => {
      perTurn.set(turn, (perTurn.get(turn) ?? 0) + 1);
      return {};
    };
    const at = { host: '127.0.0.1', port: 4000 };
    const server = await loop.createServer(factory, { ...at, backlog });
    const clients: Transport[] = [];
    const connectOne = async (): Promise<void> => void clients.push((await loop.createConnection(make, at))[0]);
    await Promise.all(Array.from({ length: 200 }, () => loop.createTask(connectOne)));
    counting = false;
    await sleep(1);
    const counts = [...perTurn.values()];
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(200);
    expect(Math.max(...counts)).toBeLessThanOrEqual(backlog + 1);
    for (const transport of clients) transport.close();
    await server[Symbol.asyncDispose]();
  }));
