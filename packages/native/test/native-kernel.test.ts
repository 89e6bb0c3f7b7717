import { createLoop, type Loop, sleep } from '@tsyncio/core';
import { afterEach, expect, test, vi } from 'vitest';
import { openDescriptors } from '../../../test-support/open-descriptors.ts';
import { nativeKernel, nativePollers, nativeSocketCalls, type PollerName } from '../src/index.ts';

const made: { close(): void }[] = [];

afterEach(() => {
  for (const kernel of made.splice(0)) kernel.close();
});

function newKernel(): ReturnType<typeof nativeKernel> {
  const kernel = nativeKernel();
  made.push(kernel);
  return kernel;
}

test('has a clock, turns, a poller, socket calls and a resolver', () => {
  const { name, clock, turns, poller, sockets, resolver } = newKernel();
  expect(name).toBe('native');
  expect(clock.now()).toBeGreaterThan(0);
  for (const part of [turns, poller, sockets, resolver]) expect(part).toBeTypeOf('object');
});

test('its clock is in milliseconds with fractions and never goes back', () => {
  const { clock } = newKernel();
  let last = clock.now();
  for (let i = 0; i < 1000; i++) {
    const now = clock.now();
    expect(now).toBeGreaterThanOrEqual(last);
    last = now;
  }
  expect(Math.abs(last - performance.now())).toBeLessThan(1000);
});

test('refuses an option that it does not know', () => {
  expect(() => nativeKernel({ pollr: 'epoll' } as never)).toThrow(new TypeError("nativeKernel has no option 'pollr': it takes poller"));
});

test.each([null, 'epoll'])('refuses options that are none: %s', (options) => {
  const kind = options === null ? 'null' : 'string';
  expect(() => nativeKernel(options as never)).toThrow(new TypeError(`nativeKernel needs an options object, got ${kind}`));
});

test('opens every poller that this platform has, the best without being asked', () => {
  const best = { linux: 'epoll', darwin: 'kqueue', freebsd: 'kqueue' }[process.platform as string];
  if (best !== undefined) expect(nativePollers()[0]).toBe(best);
  expect(nativePollers()).toContain('poll');
  for (const poller of [...nativePollers(), undefined]) {
    const kernel = nativeKernel({ poller });
    made.push(kernel);
    expect(kernel.turns.poll()).toBe(0);
  }
});

test.each(['wepoll', 'toString', '', null, 7])('refuses the poller %s, and says which there are', (poller) => {
  const refused = (): unknown => nativeKernel({ poller: poller as PollerName });
  expect(refused).toThrow(RangeError);
  expect(refused).toThrow(`got '${poller}'`);
  for (const name of nativePollers()) expect(refused).toThrow(`'${name}'`);
});

test('serves one loop only', () => {
  const kernel = nativeKernel();
  const loop = createLoop([], kernel);
  expect(() => createLoop([], kernel)).toThrow(/one for each loop/);
  loop.close();
});

test('closing it twice does nothing', () => {
  const kernel = nativeKernel();
  kernel.close();
  kernel.close();
});

test('using it once closed is refused instead of touching freed memory', () => {
  const { turns, poller, close } = nativeKernel();
  close();
  expect(() => turns.poll()).toThrow(TypeError);
  expect(() => turns.wake()).toThrow(TypeError);
  expect(() => poller?.register(0, 1)).toThrow(TypeError);
});

test('all kernels of a thread share the socket calls, which need no loop', () => {
  expect(newKernel().sockets).toBe(nativeSocketCalls());
  expect(Object.isFrozen(nativeSocketCalls().constants)).toBe(true);
});

test('resolves numeric hosts and services, with family, type and protocol', async () => {
  const { resolver, sockets } = newKernel();
  const { AF_INET = 0, SOCK_STREAM = 0, IPPROTO_TCP = 0 } = sockets.constants;
  const query = { host: '127.0.0.1', service: '80', family: 0, type: SOCK_STREAM, proto: 0, flags: 0 };
  expect(await resolver.getaddrinfo(query)).toEqual([
    { family: AF_INET, type: SOCK_STREAM, proto: IPPROTO_TCP, canonname: '', address: { host: '127.0.0.1', port: 80 } },
  ]);
});

test('rejects with the code, the system call and the words of the system for what does not resolve', async () => {
  const { resolver, sockets } = newKernel();
  const { AI_NUMERICHOST = 0 } = sockets.constants;
  const query = { host: 'no-number', service: '80', family: 0, type: 0, proto: 0, flags: AI_NUMERICHOST };
  const error = await resolver.getaddrinfo(query).catch((reason: unknown) => reason as Error);
  expect(error).toMatchObject({ code: 'ENOTFOUND', syscall: 'getaddrinfo' });
  expect((error as Error).message).toContain('no-number');
});

test('does not call the name of a host a path', async () => {
  const { resolver, sockets } = newKernel();
  const query = { host: 'no-number', service: '80', family: 0, type: 0, proto: 0, flags: sockets.constants.AI_NUMERICHOST ?? 0 };
  const error = await resolver.getaddrinfo(query).catch((reason: unknown) => reason as { path?: string });
  expect((error as { path?: string }).path).toBeUndefined();
});

/** Collect garbage, whose finalizers run in later macrotasks. */
async function collect(): Promise<void> {
  for (let round = 0; round < 20; round++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test.each([true, false])(
  'a loop that was dropped without being closed gives its descriptors back; a warning says so in debug mode: %s',
  async (debug) => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const before = openDescriptors();
    createLoop([], nativeKernel()).setDebug(debug);
    await (async () => {
      const used = createLoop([], nativeKernel());
      used.setDebug(debug);
      await used.runUntilComplete(async () => sleep(1));
      used.callLater(60_000, () => {});
    })();
    await collect();
    const warnings = warn.mock.calls.filter(([message]) => String(message).startsWith('An event loop was never closed'));
    warn.mockRestore();
    expect(openDescriptors()).toEqual(before);
    expect(warnings).toHaveLength(debug ? 2 : 0);
  },
);

test('a loop that runs goes on though nobody holds it', async () => {
  const run = (() => {
    const loop: Loop = createLoop([], nativeKernel());
    loop.callLater(50, () => {
      loop.stop();
      setImmediate(() => setImmediate(() => loop.close()));
    });
    return loop.runForever();
  })();
  await collect();
  await run;
  await collect();
});

test('a kernel that no loop could be made on is not closed with what was begun', async () => {
  const kernel = nativeKernel();
  const fails = { name: 'fails', needs: ['missing'] as never[], install: () => ({}) };
  expect(() => createLoop([fails], kernel)).toThrow('missing');
  await collect();
  const loop = createLoop([], kernel);
  expect(await loop.runUntilComplete(async () => sleep(1, 'slept'))).toBe('slept');
  loop.close();
});
