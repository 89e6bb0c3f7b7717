import { AsyncLocalStorage } from 'node:async_hooks';
import { ContextVar, type Future, type Loop, preserveAsyncContext, sleep } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { virtualLoop } from '../virtual-loop.ts';

const storage = new AsyncLocalStorage<string>();

/** Runs `schedule` with 'traced' in the storage, then the loop without it; what the scheduled code saw there. */
async function seenBy(schedule: (loop: Loop, see: () => void) => void, preserve = true): Promise<(string | undefined)[]> {
  const { loop } = virtualLoop();
  if (preserve) preserveAsyncContext(loop);
  const seen: (string | undefined)[] = [];
  storage.run('traced', () => schedule(loop, () => void seen.push(storage.getStore())));
  loop.callLater(1000, loop.stop);
  await loop.runForever();
  loop.close();
  return seen;
}

describe('an AsyncLocalStorage of somebody else', () => {
  it('follows callSoon', async () => {
    expect(await seenBy((loop, see) => loop.callSoon(see))).toEqual(['traced']);
  });

  it('follows callLater and callAt', async () => {
    const seen = await seenBy((loop, see) => {
      loop.callLater(1, see);
      loop.callAt(loop.time() + 2, see);
    });
    expect(seen).toEqual(['traced', 'traced']);
  });

  it('follows done callbacks from where they were added, not from where the result was set', async () => {
    const seen = await seenBy((loop, see) => {
      const future = loop.createFuture<number>();
      future.addDoneCallback(see);
      storage.run('other', () => loop.callSoon(() => future.setResult(1)));
    });
    expect(seen).toEqual(['traced']);
  });

  it('follows an async function run as a task, before and after each await', async () => {
    const seen = await seenBy((loop, see) => {
      loop.createTask(async () => {
        see();
        await sleep(0);
        see();
        await sleep(5);
        see();
      });
    });
    expect(seen).toEqual(['traced', 'traced', 'traced']);
  });

  it('follows a generator run as a task through all of its steps', async () => {
    const seen = await seenBy((loop, see) => {
      function* steps(): Generator<Future<any>, void, any> {
        see();
        yield* sleep(0);
        see();
        yield* sleep(5);
        see();
      }
      loop.createTask(steps());
    });
    expect(seen).toEqual(['traced', 'traced', 'traced']);
  });

  it('is each one that of its own scheduler, in one batch', async () => {
    const seen = await seenBy((loop, see) => {
      loop.callSoon(see);
      storage.run('other', () => loop.callSoon(see));
      storage.exit(() => loop.callSoon(see));
      loop.callSoon(see);
    });
    expect(seen).toEqual(['traced', 'other', undefined, 'traced']);
  });

  it('goes along with the context variables of the loop', async () => {
    const variable = new ContextVar('variable', { default: 'none' });
    const values: string[] = [];
    const seen = await seenBy((loop, see) => {
      loop.createTask(async () => {
        variable.set('set');
        loop.callSoon(() => {
          see();
          values.push(variable.get());
        });
        await sleep(1);
      });
    });
    expect([seen, values]).toEqual([['traced'], ['set']]);
  });

  it('lets a callback set a context variable of its own', async () => {
    const variable = new ContextVar('variable', { default: 'none' });
    const values: string[] = [];
    await seenBy((loop) => {
      loop.callSoon(() => {
        variable.set('mine');
        values.push(variable.get());
      });
      loop.callSoon(() => values.push(variable.get()));
    });
    expect(values).toEqual(['mine', 'none']);
  });

  it('does not follow callbacks of a loop for which it is not switched on', async () => {
    expect(await seenBy((loop, see) => loop.callLater(1, see), false)).toEqual([undefined]);
  });

  it('no longer follows what is scheduled once it is switched off', async () => {
    const seen = await seenBy((loop, see) => {
      loop.callLater(1, see);
      preserveAsyncContext(loop, false);
      loop.callLater(2, see);
    });
    expect(seen).toEqual(['traced', undefined]);
  });
});
