import {
  CancelledError,
  type ConnectionOptions,
  createLoop,
  type InetAddress,
  type Protocol,
  type Socket,
  type SocketAddress,
  sleep,
  type Transport,
} from '@tsyncio/core';
import { sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import type { SimulatedKernel } from '../src/index.ts';
import { kernelWithNames, Place } from './fixed-names.ts';
import type { TestLoop } from './simulation.ts';

const DELAY = 250;
const make = (): Protocol => ({});

interface Stage {
  readonly loop: TestLoop;
  /** Connect to the name that has all the addresses. */
  readonly connect: (options?: ConnectionOptions) => Promise<readonly [Transport, Protocol]>;
  /** What is open beside the places themselves. */
  readonly opened: () => number;
}

type Making = (kernel: SimulatedKernel) => Place[];

/** Run `body` where one name has the addresses of these places. Afterwards nothing is open and nothing was reported. */
async function race(making: Making, body: (stage: Stage, ...places: Place[]) => Promise<void>, seed = 1): Promise<void> {
  const addresses: InetAddress[] = [];
  const kernel = kernelWithNames(addresses, { seed });
  const loop = createLoop([sockets(), transports()], kernel);
  const reports: unknown[] = [];
  loop.setExceptionHandler((_loop, context) => reports.push(context));
  const places = making(kernel);
  addresses.push(...places.map(({ address }) => address));
  const before = kernel.openDescriptors().length;
  const stage: Stage = {
    loop,
    connect: (options) => loop.createConnection(make, { host: 'many.example', port: 1, happyEyeballsDelay: DELAY, ...options }),
    opened: () => kernel.openDescriptors().length - before,
  };
  await loop.runUntilComplete(async () => body(stage, ...places));
  for (const place of places) place.close();
  loop.close();
  expect(reports).toEqual([]);
  expect(kernel.openDescriptors()).toEqual([]);
}

async function drop(transport: Transport): Promise<void> {
  transport.abort();
  await sleep(1);
}

describe('happyEyeballsDelay', () => {
  test('begins with the next address when the one before has not answered in time', () =>
    race(
      (k) => [Place.silent(k), Place.silent(k), Place.listening(k)],
      async ({ loop, connect, opened }, _first, _second, third) => {
        const [transport] = await connect();
        expect(loop.time()).toBe(2 * DELAY);
        expect(transport.getExtraInfo('peername')).toEqual(third?.address);
        expect(opened(), 'the sockets of the others are closed').toBe(1);
        await drop(transport);
      },
    ));

  test('begins with the next address at once when the one before has failed', () =>
    race(
      (k) => [new Place(k), new Place(k), Place.listening(k)],
      async ({ loop, connect }, _first, _second, third) => {
        const [transport] = await connect();
        expect([loop.time(), transport.getExtraInfo('peername')]).toEqual([0, third?.address]);
        await drop(transport);
      },
    ));

  test('lets those that began go on: the first to answer wins', () =>
    race(
      (k) => [Place.silent(k), Place.silent(k), Place.silent(k)],
      async ({ loop, connect, opened }, first, second) => {
        loop.callLater(DELAY + 100, () => first?.answer());
        loop.callLater(DELAY + 200, () => second?.answer());
        const [transport] = await connect();
        expect([loop.time(), transport.getExtraInfo('peername'), opened()]).toEqual([DELAY + 100, first?.address, 1]);
        await sleep(200);
        await drop(transport);
      },
    ));

  test('counts from the beginning of the latest attempt; the failure of an earlier one changes nothing', () =>
    race(
      (k) => [Place.silent(k), Place.silent(k), Place.listening(k)],
      async ({ loop, connect }, first, _second, third) => {
        loop.callLater(DELAY + 10, () => first?.listener.close());
        const [transport] = await connect();
        expect([loop.time(), transport.getExtraInfo('peername')]).toEqual([2 * DELAY, third?.address]);
        await drop(transport);
      },
    ));

  test('ends early when the latest attempt fails, while earlier ones go on', () =>
    race(
      (k) => [Place.silent(k), new Place(k), Place.silent(k), Place.listening(k)],
      async ({ loop, connect }, first) => {
        loop.callLater(DELAY + 5, () => first?.answer());
        const [transport] = await connect();
        expect([loop.time(), transport.getExtraInfo('peername')]).toEqual([DELAY + 5, first?.address]);
        await drop(transport);
      },
    ));

  test('of 0 begins with all at once', () =>
    race(
      (k) => [Place.silent(k), Place.silent(k), Place.silent(k)],
      async ({ loop, connect, opened }, _first, _second, third) => {
        loop.callLater(5, () => {
          expect(opened()).toBe(3);
          third?.answer();
        });
        const [transport] = await connect({ happyEyeballsDelay: 0 });
        expect([loop.time(), transport.getExtraInfo('peername'), opened()]).toEqual([5, third?.address, 1]);
        await drop(transport);
      },
    ));

  test('waits for the attempts that are left when the last one has failed', () =>
    race(
      (k) => [Place.silent(k), new Place(k)],
      async ({ loop, connect }, first) => {
        loop.callLater(10 * DELAY, () => first?.answer());
        const [transport] = await connect();
        expect([loop.time(), transport.getExtraInfo('peername')]).toEqual([10 * DELAY, first?.address]);
        await drop(transport);
      },
    ));

  test.each([1, 2, 3, 4, 5])('keeps one when several answer in the same turn, seed %i', (seed) =>
    race(
      (k) => [Place.silent(k), Place.silent(k), Place.silent(k)],
      async ({ loop, connect, opened }, ...places) => {
        loop.callLater(5, () => {
          for (const place of places) place.answer();
        });
        const [transport] = await connect({ happyEyeballsDelay: 0 });
        expect(places.map(({ address }) => address)).toContainEqual(transport.getExtraInfo('peername'));
        expect(opened()).toBe(1);
        await drop(transport);
      },
      seed,
    ),
  );

  test('with one address is the same as without', () =>
    race(
      (k) => [Place.listening(k)],
      async ({ loop, connect }) => {
        const [transport] = await connect();
        expect(loop.time()).toBe(0);
        await drop(transport);
      },
    ));

  test('binds each attempt to localAddr', () =>
    race(
      (k) => [new Place(k), Place.listening(k)],
      async ({ connect }) => {
        const [transport] = await connect({ localAddr: { host: '127.0.0.9', port: 0 } });
        expect(transport.getExtraInfo('sockname')).toMatchObject({ host: '127.0.0.9' });
        await drop(transport);
      },
    ));

  test('does not keep the loop waiting for the delay once it is over', () =>
    race(
      (k) => [Place.listening(k), Place.silent(k)],
      async ({ loop, connect }) => {
        const [transport] = await connect({ happyEyeballsDelay: 1e6 });
        await drop(transport);
        expect(loop.time()).toBe(1);
      },
    ));
});

describe('when every address fails', () => {
  test('the error names all, in the order in which they were tried', () =>
    race(
      (k) => [new Place(k), Place.silent(k), new Place(k, '::1')],
      async ({ loop, connect }, ...places) => {
        loop.callLater(3 * DELAY, () => places[1]?.listener.close());
        const error = await failureOf(() => connect({ allErrors: true, interleave: 0 }));
        expect(loop.time()).toBe(3 * DELAY);
        expect(error).toBeInstanceOf(AggregateError);
        expect(error.errors).toMatchObject(places.map(({ address: { host, port } }) => ({ code: 'ECONNREFUSED', address: host, port })));
      },
    ));

  test('without allErrors it is one that names each', () =>
    race(
      (k) => [new Place(k), new Place(k)],
      async ({ connect }, ...places) => {
        const error = await failureOf(() => connect());
        expect(error).toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect' });
        for (const { address } of places) expect(error.message).toContain(`${address.host}:${address.port}`);
      },
    ));

  test('at once, each for want of a local address', () =>
    race(
      (k) => [Place.listening(k), Place.listening(k)],
      async ({ loop, connect }) => {
        const error = await failureOf(() => connect({ localAddr: { host: '::1', port: 0 } }));
        expect(error).toMatchObject({ code: 'EADDRNOTAVAIL', syscall: 'bind' });
        expect(error.message).toMatch(/no matching local address/);
        expect(loop.time()).toBe(0);
      },
    ));

  test('of descriptors there are not enough: EMFILE', async () => {
    const addresses: InetAddress[] = [];
    const kernel = kernelWithNames(addresses, { seed: 1, descriptorLimit: 2 });
    const places = [Place.listening(kernel), Place.listening(kernel)];
    addresses.push(...places.map(({ address }) => address));
    const loop = createLoop([sockets(), transports()], kernel);
    const connecting = loop.runUntilComplete(async () => loop.createConnection(make, { host: 'a', port: 1, happyEyeballsDelay: DELAY }));
    expect(await failureOf(() => connecting)).toMatchObject({ code: 'EMFILE', syscall: 'socket' });
    for (const place of places) place.close();
    loop.close();
  });
});

describe('leaves nothing open', () => {
  const moments = Array.from({ length: 9 }, (_, i) => i * 75);

  test.each(moments)('when cancelled after %i ms', (moment) =>
    race(
      (k) => [Place.silent(k), Place.silent(k), Place.silent(k)],
      async ({ loop, connect, opened }) => {
        const task = loop.createTask(async () => connect());
        await sleep(moment);
        task.cancel();
        expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
        expect(opened()).toBe(0);
      },
    ),
  );

  test.each([0, 1, 2, 3, 4, 5, 6])('when cancelled %i turns after an address has answered', (turns) =>
    race(
      (k) => [Place.silent(k), Place.silent(k)],
      async ({ loop, connect, opened }, first) => {
        const task = loop.createTask(async () => {
          const [transport] = await connect();
          try {
            await sleep(1000);
          } finally {
            transport.abort();
          }
        });
        await sleep(100);
        first?.answer();
        for (let i = 0; i < turns; i++) await sleep(0);
        task.cancel();
        expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
        await sleep(1);
        expect(opened()).toBe(0);
      },
    ),
  );

  test('when something else than the system fails, which ends the race', async () => {
    const addresses: InetAddress[] = [];
    const kernel = kernelWithNames(addresses);
    const places = [Place.silent(kernel), Place.listening(kernel)];
    addresses.push(...places.map(({ address }) => address));
    const fault = new RangeError('from sockConnect');
    const loop = createLoop([failingAt(places[1]?.address, fault), transports()], kernel);
    const before = kernel.openDescriptors();
    const connecting = loop.runUntilComplete(async () => loop.createConnection(make, { host: 'a', port: 1, happyEyeballsDelay: DELAY }));
    expect(await failureOf(() => connecting)).toBe(fault);
    expect([kernel.clock.now(), kernel.openDescriptors()]).toEqual([DELAY, before]);
    for (const place of places) place.close();
    loop.close();
  });
});

/** Sockets whose `sockConnect` throws for one address. */
function failingAt(address: InetAddress | undefined, fault: Error): ReturnType<typeof sockets> {
  const area = sockets();
  return {
    name: 'sockets',
    install: (loop, kernel) => {
      const methods = area.install(loop, kernel);
      const { sockConnect } = methods;
      const failing = <A extends SocketAddress>(sock: Socket<A>, to: NoInfer<A>): PromiseLike<void> => {
        if ((to as InetAddress).port === address?.port) throw fault;
        return sockConnect(sock, to);
      };
      return { ...methods, sockConnect: failing };
    },
  };
}

/** Which of the places an error of connecting is about. */
function placeOf(error: Error & { address?: string; port?: number }, places: readonly Place[]): number {
  return places.findIndex(({ address: { host, port } }) => host === error.address && port === error.port);
}

describe('interleave', () => {
  const hosts = ['::1', '::1', '::1', '127.0.0.1', '127.0.0.2'];
  const cases: [string, ConnectionOptions, number[]][] = [
    ['of 0 keeps the order of the resolver', { interleave: 0 }, [0, 1, 2, 3, 4]],
    ['of 1 alternates between the families', { interleave: 1 }, [0, 3, 1, 4, 2]],
    ['of 2 gives the first family one more at the start', { interleave: 2 }, [0, 1, 3, 2, 4]],
    ['of more than there are gives it all of them', { interleave: 9 }, [0, 1, 2, 3, 4]],
    ['is 0 by default', {}, [0, 1, 2, 3, 4]],
    ['is 1 by default with happyEyeballsDelay', { happyEyeballsDelay: DELAY }, [0, 3, 1, 4, 2]],
    ['can be 0 with happyEyeballsDelay', { happyEyeballsDelay: DELAY, interleave: 0 }, [0, 1, 2, 3, 4]],
  ];

  test.each(cases)('%s', (_title, options, order) =>
    race(
      (k) => hosts.map((host) => new Place(k, host)),
      async ({ loop }, ...places) => {
        const error = await failureOf(() => loop.createConnection(make, { host: 'many.example', port: 1, allErrors: true, ...options }));
        const tried = error.errors?.map((one) => placeOf(one, places));
        expect(tried).toEqual(order);
      },
    ),
  );
});
