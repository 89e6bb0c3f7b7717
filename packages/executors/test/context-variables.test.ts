import { ContextVar, copyContext } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import type { PoolOptions } from '../src/index.ts';
import { Gate } from './gate.ts';
import { allPools } from './pools.ts';
import type { CurrentWork } from './worker-globals.ts';

declare const currentWork: CurrentWork;

const user = new ContextVar<string>('user');
const request = new ContextVar<{ id: number }>('request', { default: { id: 0 } });
const contextVars = [user, request] as unknown as PoolOptions['contextVars'];
const context = (): unknown => ({ ...currentWork()!.context });

describe.each(allPools)('context variables in a pool of kind $kind', ({ make }) => {
  test('that the pool was told of are carried to the work, as they are where it is submitted', async () => {
    await using pool = make({ maxWorkers: 1, contextVars });
    using gate = new Gate();
    await gate.holdNow(pool);
    const submitAs = (name: string, id: number) =>
      copyContext().run(() => {
        user.set(name);
        request.set({ id });
        const future = pool.submit(context);
        user.set('somebody else');
        return future;
      });
    const [ann, bob] = [submitAs('ann', 1), submitAs('bob', 2)];
    gate.open();
    expect(await ann).toEqual({ user: 'ann', request: { id: 1 } });
    expect(await bob).toEqual({ user: 'bob', request: { id: 2 } });
  });

  test('without a value are left out; those with a default have it', async () => {
    await using pool = make({ maxWorkers: 1, contextVars });
    expect(await pool.submit(context)).toEqual({ request: { id: 0 } });
  });

  test('that it was not told of stay here', async () => {
    await using pool = make({ maxWorkers: 1 });
    const seen = copyContext().run(() => {
      user.set('ann');
      return pool.submit(context);
    });
    expect(await seen).toEqual({});
  });

  test('are carried by map, too', async () => {
    await using pool = make({ maxWorkers: 1, contextVars });
    const results = copyContext().run(() => {
      user.set('ann');
      return pool.map((n: number) => `${currentWork()!.context.user}${n}`, [[1, 2, 3]], { chunksize: 2 });
    });
    const seen = [];
    for await (const result of results) seen.push(result);
    expect(seen).toEqual(['ann1', 'ann2', 'ann3']);
  });

  test('whose value cannot be copied fail the work, and are named', async () => {
    await using pool = make({ maxWorkers: 1, contextVars });
    const future = copyContext().run(() => {
      user.set((() => 1) as never);
      return pool.submit(context);
    });
    const failure = await failureOf(() => future);
    expect(failure).toMatchObject({ code: 'ERR_NOT_SHAREABLE' });
    expect(failure.message).toContain('user');
  });
});
