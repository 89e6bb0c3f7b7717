import { TimeoutError } from '@tsyncio/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { asCompleted, type ExecutorFuture, ThreadPoolExecutor, wait } from '../src/index.ts';
import { Gate } from './gate.ts';

const same = (n: number): number => n;
const fail = (): never => {
  throw new RangeError('no');
};

let pool: ThreadPoolExecutor;
let blocked: ThreadPoolExecutor;
beforeAll(() => {
  pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  blocked = new ThreadPoolExecutor({ maxWorkers: 1 });
});
afterAll(() => Promise.all([pool.shutdown(), blocked.shutdown()]));

async function cancelledFuture(): Promise<{ readonly cancelled: ExecutorFuture<number> }> {
  using gate = new Gate();
  const { held } = await gate.holdNow(blocked);
  const cancelled = blocked.submit(same, 1);
  cancelled.cancel();
  gate.open();
  await held;
  return { cancelled };
}

describe('wait', () => {
  test('waits for all unless told otherwise, also when some fail', async () => {
    const futures = [pool.submit(same, 1), pool.submit(fail), pool.submit(same, 2)];
    const { done, notDone } = await wait(futures);
    expect(done).toEqual(new Set(futures));
    expect(notDone.size).toBe(0);
    expect(futures.every((future) => future.done())).toBe(true);
  });

  test('takes a future that is given twice as one', async () => {
    const future = pool.submit(same, 1);
    const { done, notDone } = await wait([future, future]);
    expect([done.size, notDone.size]).toEqual([1, 0]);
  });

  test('takes any iterable, and nothing is done at once', async () => {
    const future = pool.submit(same, 1);
    expect((await wait(new Set([future]))).done.has(future)).toBe(true);
    const { done, notDone } = await wait([]);
    expect([done.size, notDone.size]).toEqual([0, 0]);
  });

  test('may wait for the first', async () => {
    using gate = new Gate();
    const held = gate.hold(blocked);
    const quick = pool.submit(same, 1);
    const { done, notDone } = await wait<ExecutorFuture<unknown>>([held, quick], { returnWhen: 'FIRST_COMPLETED' });
    expect([...done]).toEqual([quick]);
    expect([...notDone]).toEqual([held]);
    expect((await wait<ExecutorFuture<unknown>>([held, quick], { returnWhen: 'FIRST_COMPLETED' })).done.has(quick)).toBe(true);
  });

  test('takes a cancelled future for one that is done', async () => {
    const { cancelled } = await cancelledFuture();
    using gate = new Gate();
    const held = gate.hold(blocked);
    const { done, notDone } = await wait<ExecutorFuture<unknown>>([held, cancelled], { returnWhen: 'FIRST_COMPLETED' });
    expect([...done]).toEqual([cancelled]);
    expect([...notDone]).toEqual([held]);
  });

  test('may wait for the first failure: results alone do not end it', async () => {
    using gate = new Gate();
    const held = gate.hold(blocked);
    const futures = [pool.submit(same, 1), pool.submit(fail)];
    const { done, notDone } = await wait<ExecutorFuture<unknown>>([held, ...futures], { returnWhen: 'FIRST_EXCEPTION' });
    expect(done).toEqual(new Set(futures));
    expect([...notDone]).toEqual([held]);
  });

  test('without a failure waits for all of them, too', async () => {
    const futures = [pool.submit(same, 1), pool.submit(same, 2)];
    expect((await wait(futures, { returnWhen: 'FIRST_EXCEPTION' })).done.size).toBe(2);
  });

  test('ends at its time limit, without an error', async () => {
    using gate = new Gate();
    const held = gate.hold(blocked);
    const quick = pool.submit(same, 1);
    await quick;
    const { done, notDone } = await wait<ExecutorFuture<unknown>>([held, quick], { timeout: 20 });
    expect([...done]).toEqual([quick]);
    expect([...notDone]).toEqual([held]);
    expect(held.cancelled()).toBe(false);
  });

  test('refuses what it cannot wait for', async () => {
    const future = pool.submit(same, 1);
    expect((await failureOf(async () => wait([future], { returnWhen: 'SOMETIME' as never }))).message).toContain('returnWhen');
    expect((await failureOf(async () => wait([future], { timeout: 'soon' as never }))).message).toContain('timeout');
    expect(await failureOf(async () => wait([1 as never]))).toBeInstanceOf(TypeError);
    expect(await failureOf(async () => wait(7 as never))).toBeInstanceOf(TypeError);
    await future;
  });

  test('refuses options that it does not know', async () => {
    const future = pool.submit(same, 1);
    const wrong = { timeOut: 5 } as never;
    expect((await failureOf(async () => wait([future], wrong))).message).toBe("wait has no option 'timeOut': it takes timeout, returnWhen");
    expect((await failureOf(() => asCompleted([future], wrong))).message).toBe("asCompleted has no option 'timeOut': it takes timeout");
    expect((await failureOf(() => pool.map(same, [[1]], wrong))).message).toMatch("map has no option 'timeOut'");
    expect((await failureOf(() => pool.shutdown(wrong))).message).toBe("shutdown has no option 'timeOut': it takes wait, cancelFutures");
    await future;
  });

  test.each([null, 500])('refuses options that are none: %s', async (options) => {
    const future = pool.submit(same, 1);
    const message = (method: string): string => `${method} needs an options object, got ${options === null ? 'null' : 'number'}`;
    expect((await failureOf(async () => wait([future], options as never))).message).toBe(message('wait'));
    expect((await failureOf(() => asCompleted([future], options as never))).message).toBe(message('asCompleted'));
    expect((await failureOf(() => pool.map(same, [[1]], options as never))).message).toBe(message('map'));
    await future;
  });
});

describe('asCompleted', () => {
  test('gives each future when it is done, those that are done already first', async () => {
    using gate = new Gate();
    const held = gate.hold(blocked);
    const failing = pool.submit(fail);
    const quick = pool.submit(same, 1);
    await quick;
    const order: unknown[] = [];
    for await (const future of asCompleted<ExecutorFuture<unknown>>([held, failing, quick])) {
      order.push(future);
      if (order.length === 2) gate.open();
    }
    expect(new Set(order.slice(0, 2))).toEqual(new Set([failing, quick]));
    expect(order[2]).toBe(held);
    expect(held.result()).toBe('passed');
  });

  test('gives a future that was given twice once', async () => {
    const future = pool.submit(same, 1);
    const given = [];
    for await (const each of asCompleted([future, future])) given.push(each);
    expect(given).toEqual([future]);
  });

  test('fails at its time limit, after what was done, and says how many are missing', async () => {
    using gate = new Gate();
    const held = gate.hold(blocked);
    const waiting = blocked.submit(same, 1);
    const quick = [pool.submit(same, 1), pool.submit(same, 2)];
    await Promise.all(quick);
    const given: unknown[] = [];
    const failure = await failureOf(async () => {
      for await (const future of asCompleted<ExecutorFuture<unknown>>([held, waiting, ...quick], { timeout: 20 })) given.push(future);
    });
    expect(new Set(given)).toEqual(new Set(quick));
    expect(failure).toBeInstanceOf(TimeoutError);
    expect(failure.message).toMatch(/2 \(of 4\) futures unfinished/);
    gate.open();
    await Promise.all([held, waiting]);
  });

  test('may be left early', async () => {
    for await (const future of asCompleted([pool.submit(same, 1), pool.submit(same, 2)])) {
      expect((future as unknown as ExecutorFuture<number>).done()).toBe(true);
      break;
    }
  });

  test('of nothing gives nothing', async () => {
    for await (const _ of asCompleted([])) expect.unreachable();
  });
});
