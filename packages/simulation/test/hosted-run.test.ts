import { AsyncLocalStorage } from 'node:async_hooks';
import { createLoop, type Loop, sleep } from '@tsyncio/core';
import { LoopHandle, READABLE, stateOf } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { simulatedKernel, simulatedNetwork } from '../src/index.ts';
import { hostTurn } from './simulation.ts';

describe('a hosted run', () => {
  test.each(['callSoon', 'callSoonThreadsafe'] as const)('that sleeps without a timer is woken by %s from outside', async (method) => {
    const loop = createLoop([], simulatedKernel());
    const woken = loop.createFuture<string>();
    const run = loop.runUntilComplete(woken);
    await hostTurn();
    await hostTurn();
    loop[method](() => woken.setResult('woken'));
    expect(await run).toBe('woken');
    loop.close();
  });

  test('that sleeps is woken by stop from outside', async () => {
    const loop = createLoop([], simulatedKernel());
    const run = loop.runForever();
    await hostTurn();
    await hostTurn();
    loop.stop();
    await run;
    loop.close();
  });

  test('that sleeps is woken when something outside makes a descriptor ready', async () => {
    const kernel = simulatedKernel();
    const { sockets, poller } = kernel;
    const [left, right] = sockets.pair(1, 1, 0) as [number, number];
    const loop = createLoop([], kernel);
    const state = stateOf(loop);
    const seen: string[] = [];
    state.readiness.setReader(
      right,
      new LoopHandle(
        state,
        state.baseCell,
        () => {
          seen.push(String(sockets.recv(right, 10, 0)));
          state.readiness.removeReader(right);
          loop.stop();
        },
        [],
      ),
    );
    const run = loop.runForever();
    for (let turn = 0; turn < 5; turn++) await hostTurn();
    sockets.send(left, Buffer.from('hello'), 0, 0);
    await run;
    expect(seen).toEqual(['hello']);
    expect(poller.unregister(right)).toBeLessThan(0);
    loop.close();
  });

  test('does nothing before it begins and after it ended', async () => {
    const loop = createLoop([], simulatedKernel());
    const calls: number[] = [];
    loop.callSoonThreadsafe(() => calls.push(loop.time()));
    await hostTurn();
    expect(calls).toEqual([]);
    await loop.runUntilComplete(async () => sleep(3));
    loop.callLater(5, () => calls.push(loop.time()));
    await hostTurn();
    expect(calls).toEqual([0]);
    expect(loop.time()).toBe(3);
    await loop.runUntilComplete(async () => sleep(10));
    expect(calls).toEqual([0, 8]);
    loop.close();
  });

  test('keeps the context of whoever makes a descriptor ready out of its callbacks', async () => {
    const kernel = simulatedKernel();
    const { sockets } = kernel;
    const [left, right] = sockets.pair(1, 1, 0) as [number, number];
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    kernel.turns.attach(() => seen.push(storage.getStore()));
    kernel.poller.register(right, READABLE);
    kernel.turns.start();
    kernel.turns.arm(Number.POSITIVE_INFINITY);
    storage.run('the context of the sender', () => sockets.send(left, Buffer.from('x'), 0, 0));
    await hostTurn();
    expect(seen).toEqual([undefined]);
    kernel.turns.stop();
    kernel.close();
  });

  test('arming replaces what was armed before, and wake is not lost by it', async () => {
    const { turns, clock, close } = simulatedKernel();
    const times: number[] = [];
    turns.attach(() => times.push(clock.now()));
    turns.start();
    turns.arm(0);
    turns.arm(40);
    turns.arm(20);
    await hostTurn();
    expect(times).toEqual([20]);
    turns.arm(30);
    turns.wake();
    turns.arm(50);
    await hostTurn();
    expect(times).toEqual([20, 20]);
    turns.stop();
    close();
  });
});

describe('kernels on one network', () => {
  test('share a clock, which jumps only when all loops sleep', async () => {
    const network = simulatedNetwork({ start: 100 });
    const loops = [1, 2].map((seed) => createLoop([], simulatedKernel({ seed, network })));
    const [one, other] = loops as [(typeof loops)[0], (typeof loops)[0]];
    const order: string[] = [];
    const run = async (name: string, delays: number[]): Promise<void> => {
      for (const delay of delays) {
        await sleep(delay);
        order.push(`${name} at ${network.clock.now()}`);
      }
    };
    await Promise.all([
      one.runUntilComplete(async () => run('one', [10, 10, 10])),
      other.runUntilComplete(async () => {
        for (let turn = 0; turn < 50; turn++) await sleep(0);
        await run('other', [15, 10]);
      }),
    ]);
    expect(order).toEqual(['one at 110', 'other at 115', 'one at 120', 'other at 125', 'one at 130']);
    for (const loop of loops) loop.close();
  });

  test('wake together when they are due at the same time', async () => {
    const network = simulatedNetwork();
    const loops = [1, 2, 3].map((seed) => createLoop([], simulatedKernel({ seed, network })));
    await Promise.all(
      loops.map((loop) =>
        loop.runUntilComplete(async () => {
          await sleep(7);
          expect(loop.time()).toBe(7);
        }),
      ),
    );
    for (const loop of loops) loop.close();
  });

  test('one that another stops when both are due takes one turn more', async () => {
    const network = simulatedNetwork();
    const [one, other] = [1, 2].map((seed) => createLoop([], simulatedKernel({ seed, network }))) as [Loop, Loop];
    one.callLater(5, () => {
      one.stop();
      other.stop();
    });
    const calls: number[] = [];
    other.callLater(5, () => calls.push(other.time()));
    await Promise.all([one.runForever(), other.runForever()]);
    expect(calls).toEqual([5]);
    one.close();
    other.close();
  });

  test('one that ends does not hold up the others', async () => {
    const network = simulatedNetwork();
    const [one, other] = [1, 2].map((seed) => createLoop([], simulatedKernel({ seed, network })));
    await Promise.all([one?.runUntilComplete(async () => {}), other?.runUntilComplete(async () => sleep(1000))]);
    expect(network.clock.now()).toBe(1000);
    one?.close();
    other?.close();
  });
});
