import { constants } from 'node:os';
import { READABLE, WRITABLE } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { type SimulatedKernel, type SimulationOptions, simulatedKernel } from '../src/index.ts';
import { World } from './world.ts';

/** The events of one poll, as pairs. */
function polled({ turns, poller }: SimulatedKernel): (readonly [fd: number, readiness: number])[] {
  return Array.from({ length: turns.poll() }, (_, i) => [poller.events[2 * i] as number, poller.events[2 * i + 1] as number]);
}

function make(options: SimulationOptions = {}): [SimulatedKernel, World] {
  const kernel = simulatedKernel(options);
  return [kernel, new World(kernel)];
}

/** Pairs whose right sides are watched for reading; the left sides make them readable. */
function watchedPairs([kernel, w]: [SimulatedKernel, World], count: number): { left: number; right: number }[] {
  return Array.from({ length: count }, () => {
    const [left, right] = w.pair();
    kernel.poller.register(right, READABLE);
    return { left, right };
  });
}

describe('the poller', () => {
  test('tells what is ready in each poll, as long as it is', () => {
    const [kernel, w] = make();
    const [left, right] = w.pair();
    kernel.poller.register(right, READABLE);
    expect(polled(kernel)).toEqual([]);
    w.send(left);
    for (let i = 0; i < 3; i++) expect(polled(kernel)).toEqual([[right, READABLE]]);
    w.recv(right);
    expect(polled(kernel)).toEqual([]);
  });

  test('tells only what was asked for', () => {
    const [kernel, w] = make();
    const [left, right] = w.pair();
    kernel.poller.register(right, WRITABLE);
    w.send(left);
    expect(polled(kernel)).toEqual([[right, WRITABLE]]);
    kernel.poller.modify(right, READABLE | WRITABLE);
    expect(polled(kernel)).toEqual([[right, READABLE | WRITABLE]]);
    kernel.poller.modify(right, 0);
    expect(polled(kernel)).toEqual([]);
  });

  test('tells a hang-up as both, whatever was asked for', () => {
    const [kernel, w] = make();
    const [left, right] = w.pair();
    kernel.poller.register(right, WRITABLE);
    w.close(left);
    expect(polled(kernel)).toEqual([[right, READABLE | WRITABLE]]);
  });

  test('notices what is ready already when it is registered', () => {
    const [kernel, w] = make();
    const [left, right] = w.pair();
    w.send(left);
    kernel.poller.register(right, READABLE);
    expect(polled(kernel)).toEqual([[right, READABLE]]);
  });

  test('gives the number of a closed descriptor to the next one, unwatched', () => {
    const [kernel, w] = make();
    const [left, right] = w.pair();
    kernel.poller.register(right, READABLE);
    w.close(right);
    const [next] = w.pair();
    expect(next).toBe(right);
    w.send(left);
    expect(polled(kernel)).toEqual([]);
    expect(kernel.poller.unregister(next)).toBe(-constants.errno.ENOENT);
  });

  test('gives at most 1024 at once, and the others first the next time', () => {
    const made = make();
    const pairs = watchedPairs(made, 1030);
    const [kernel, w] = made;
    for (const { left } of pairs) w.send(left);
    const first = polled(kernel).map(([fd]) => fd);
    expect(first).toEqual(pairs.slice(0, 1024).map(({ right }) => right));
    expect(polled(kernel).slice(0, 6)).toEqual(pairs.slice(1024).map(({ right }) => [right, READABLE]));
  });
});

describe('the order of one poll', () => {
  const ready = (options: SimulationOptions): number[] => {
    const made = make(options);
    const pairs = watchedPairs(made, 12);
    for (const { left } of pairs.toReversed()) made[1].send(left);
    return polled(made[0]).map(([fd]) => pairs.findIndex(({ right }) => right === fd));
  };

  test('is that in which they became ready, without a seed or with fifo', () => {
    const reversed = Array.from({ length: 12 }, (_, i) => 11 - i);
    expect(ready({})).toEqual(reversed);
    expect(ready({ seed: 1, order: 'fifo' })).toEqual(reversed);
  });

  test('is chosen by the seed: the same for the same, another for another', () => {
    expect(ready({ seed: 1 })).toEqual(ready({ seed: 1 }));
    expect(ready({ seed: 1 })).not.toEqual(ready({ seed: 2 }));
    expect(ready({ seed: 1 }).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
  });

  test('comes from every order that there is', () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const made = make({ seed });
      const pairs = watchedPairs(made, 3);
      for (const { left } of pairs) made[1].send(left);
      orders.add(String(polled(made[0]).map(([fd]) => pairs.findIndex(({ right }) => right === fd))));
    }
    expect(orders.size).toBe(6);
  });
});
