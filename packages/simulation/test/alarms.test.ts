import { describe, expect, test } from 'vitest';
import { Alarms } from '../src/alarms.ts';
import { SeededRandom } from '../src/seeded-random.ts';

describe('alarms', () => {
  test('ring in order of time, the older of two first, once', () => {
    const alarms = new Alarms();
    const rung: string[] = [];
    for (const [name, time] of [
      ['late', 9],
      ['first', 2],
      ['second', 2],
      ['early', 1],
      ['middle', 5],
    ] as const)
      alarms.set(time, () => rung.push(name));
    expect(alarms.next).toBe(1);
    alarms.ring(0);
    alarms.ring(5);
    expect([rung, alarms.next]).toEqual([['early', 'first', 'second', 'middle'], 9]);
    alarms.ring(100);
    expect([rung.at(-1), alarms.next]).toEqual(['late', Number.POSITIVE_INFINITY]);
  });

  test('that were called off do not ring, also by one that rings at the same time', () => {
    const alarms = new Alarms();
    const rung: string[] = [];
    const cancel = alarms.set(3, () => rung.push('cancelled'));
    alarms.set(1, () => {
      rung.push('first');
      cancelSecond();
    });
    const cancelSecond = alarms.set(1, () => rung.push('second'));
    cancel();
    cancel();
    alarms.ring(10);
    expect([rung, alarms.next]).toEqual([['first'], Number.POSITIVE_INFINITY]);
  });

  test('that are set for now while another rings, ring as well', () => {
    const alarms = new Alarms();
    const rung: number[] = [];
    alarms.set(1, () => alarms.set(1, () => rung.push(1)));
    alarms.ring(1);
    expect(rung).toEqual([1]);
  });

  test('in numbers, many of them called off before and meanwhile, ring in order', () => {
    const alarms = new Alarms();
    const random = new SeededRandom(1);
    const rung: number[] = [];
    const expected: number[] = [];
    const cancels: (() => void)[] = [];
    for (let i = 0; i < 50_000; i++) {
      const time = random.below(1000);
      const cancel = alarms.set(time, () => rung.push(time * 1_000_000 + i));
      if (random.below(4) > 0) cancels.push(cancel);
      else expected.push(time * 1_000_000 + i);
      if (random.below(2) === 0) cancels.pop()?.();
    }
    for (const cancel of cancels) cancel();
    for (let now = 0; now < 1000; now++) alarms.ring(now);
    expect(rung.join() === expected.sort((one, other) => one - other).join()).toBe(true);
    expect(alarms.next).toBe(Number.POSITIVE_INFINITY);
  });
});
