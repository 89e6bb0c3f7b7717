import { type Coroutine, type Future, isFuture, sleep, type Task } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { countTurns, virtualLoop } from '../virtual-loop.ts';

function* generator(): Generator<Future<unknown>, string, unknown> {
  yield* sleep(1);
  return 'generator';
}

describe('a task', () => {
  it('is a future of its loop', () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => {});
    expect(isFuture(task)).toBe(true);
    expect(task.getLoop()).toBe(loop);
    expect(task.done()).toBe(false);
  });

  it.each([
    [{}, 'object'],
    [5, 'number'],
    [null, 'null'],
  ])('refuses %j as its context', (context, kind) => {
    const { loop } = virtualLoop();
    expect(() => loop.createTask(async () => {}, { context: context as never })).toThrow(
      `a task's context must be one of copyContext() or task.getContext(), got ${kind}`,
    );
  });

  it('takes its first step in the next turn', async () => {
    const { loop } = virtualLoop();
    const counter = countTurns(loop);
    const log: string[] = [];
    loop.callSoon(() => {
      loop.createTask(async () => void log.push(`async@${counter.turn}`));
      loop.createTask(
        // biome-ignore lint/correctness/useYield: it has nothing to wait for
        (function* () {
          log.push(`generator@${counter.turn}`);
        })(),
      );
      log.push(`created@${counter.turn}`);
    });
    loop.callLater(1, loop.stop);
    await loop.runForever();
    expect(log).toEqual(['created@1', 'async@2', 'generator@2']);
  });

  it.each<[string, Coroutine<string>]>([
    ['an async function', async () => 'async'],
    ['a function that returns a promise', () => Promise.resolve('promise')],
    ['a generator', generator()],
  ])('runs %s', async (_what, coroutine) => {
    const { loop } = virtualLoop();
    const task = loop.createTask(coroutine);
    expect(await loop.runUntilComplete(task)).toMatch(/async|promise|generator/);
    expect(task.exception()).toBeNull();
  });

  it('runs a function that returns a future of the loop, and can be cancelled in it', async () => {
    const { loop } = virtualLoop();
    await expect(loop.runUntilComplete(loop.createTask(() => sleep(5, 'slept')))).resolves.toBe('slept');
    const inner = loop.createFuture<void>();
    const task = loop.createTask(() => inner);
    loop.callLater(1, () => task.cancel());
    await expect(loop.runUntilComplete(task)).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    expect(inner.cancelled()).toBe(true);
  });

  it.each([[null], [undefined], [5], ['text'], [{}], [Promise.resolve()], [[]]])('cannot be made of %o', (value) => {
    const { loop } = virtualLoop();
    expect(() => loop.createTask(value as never)).toThrow(TypeError);
  });

  it('cannot be made of an async generator', () => {
    const { loop } = virtualLoop();
    const asyncGenerator = (async function* () {})();
    expect(() => loop.createTask(asyncGenerator as never)).toThrow(TypeError);
  });

  it('tells what to do instead of giving it a promise', () => {
    const { loop } = virtualLoop();
    expect(() => loop.createTask(Promise.resolve() as never)).toThrow(/wrapFuture/);
  });

  it('fails when its function does not return a promise', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask((() => 5) as never);
    await expect(loop.runUntilComplete(task)).rejects.toBeInstanceOf(TypeError);
  });

  it('fails with what its function throws before it returns a promise', async () => {
    const { loop } = virtualLoop();
    const error = new Error('at once');
    const task = loop.createTask(() => {
      throw error;
    });
    await expect(loop.runUntilComplete(task)).rejects.toBe(error);
  });

  it('takes its outcome from its coroutine only', () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => 1);
    const refusal = expect.objectContaining({ name: 'LoopError', code: 'ERR_TASK_RESULT' });
    expect(() => task.setResult(2)).toThrow(refusal);
    expect(() => task.setException(new Error('forced'))).toThrow(refusal);
    expect(task.done()).toBe(false);
  });

  it('calls its done callbacks with itself', async () => {
    const { loop } = virtualLoop();
    const task: Task<string> = loop.createTask(async () => 'done');
    const seen: string[] = [];
    task.addDoneCallback((done) => seen.push(done.getName(), done.result()));
    loop.callLater(1, loop.stop);
    await loop.runForever();
    expect(seen).toEqual([task.getName(), 'done']);
  });

  it('can be awaited by many, and again when it is done', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => {
      await sleep(1);
      return 1;
    });
    const wait = async () => (await task) + (await task);
    await expect(loop.runUntilComplete(() => Promise.all([wait(), wait()]))).resolves.toEqual([2, 2]);
  });

  it('gives back its coroutine', () => {
    const { loop } = virtualLoop();
    const fn = async () => {};
    const iterator = generator();
    expect(loop.createTask(fn).getCoro()).toBe(fn);
    expect(loop.createTask(iterator).getCoro()).toBe(iterator);
  });
});

describe('the name of a task', () => {
  it('is Task-N with a new number for each', () => {
    const { loop } = virtualLoop();
    const names = [1, 2, 3].map(() => loop.createTask(async () => {}).getName());
    for (const name of names) expect(name).toMatch(/^Task-\d+$/);
    expect(new Set(names).size).toBe(3);
  });

  it('can be given and changed', () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => {}, { name: 'given' });
    expect(task.getName()).toBe('given');
    task.setName('changed');
    expect(task.getName()).toBe('changed');
  });

  it('is turned into a string', () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => {}, { name: 5 as never });
    expect(task.getName()).toBe('5');
    task.setName(6 as never);
    expect(task.getName()).toBe('6');
  });

  it('is in its text, with its coroutine, its state and what it waits for', async () => {
    const { loop } = virtualLoop();
    async function work(): Promise<number> {
      await sleep(5);
      return 4;
    }
    const task = loop.createTask(work, { name: 'worker' });
    expect(`${task}`).toMatch(/^<Task pending .*name='worker'.*coro=.*work/);
    loop.callLater(1, loop.stop);
    await loop.runForever();
    expect(`${task}`).toContain('wait_for=<Future pending');
    await loop.runUntilComplete(task);
    expect(`${task}`).toMatch(/^<Task finished .*name='worker'.*result=4/);
  });

  it('stands beside "cancelling" while a cancellation is on its way', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => await sleep(5));
    task.cancel();
    expect(`${task}`).toContain('cancelling');
    await loop.runUntilComplete(task).catch(() => {});
    expect(`${task}`).toMatch(/^<Task cancelled/);
    expect(`${task}`).not.toContain('cancelling');
  });
});

describe('the task factory', () => {
  it('makes the tasks of the loop, with exactly what createTask was given', () => {
    const { loop } = virtualLoop();
    const seen: unknown[] = [];
    const made = virtualLoop().loop.createTask(async () => {});
    loop.setTaskFactory((...args) => {
      seen.push(...args);
      return made as never;
    });
    const coroutine = async () => {};
    const options = { name: 'given' };
    expect(loop.createTask(coroutine, options)).toBe(made);
    expect(seen[0]).toBe(loop);
    expect(seen[1]).toBe(coroutine);
    expect(seen[2]).toBe(options);
  });

  it('is answered by getTaskFactory, and null goes back to the default', async () => {
    const { loop } = virtualLoop();
    expect(loop.getTaskFactory()).toBeNull();
    const factory = () => {
      throw new Error('not asked');
    };
    loop.setTaskFactory(factory);
    expect(loop.getTaskFactory()).toBe(factory);
    loop.setTaskFactory(null);
    expect(loop.getTaskFactory()).toBeNull();
    await expect(loop.runUntilComplete(async () => 'default')).resolves.toBe('default');
  });

  it.each([[1], ['factory'], [{}], [undefined]])('cannot be %o', (factory) => {
    const { loop } = virtualLoop();
    expect(() => loop.setTaskFactory(factory as never)).toThrow(TypeError);
  });

  it('makes the task of runUntilComplete too', async () => {
    const { loop } = virtualLoop();
    let asked = 0;
    loop.setTaskFactory((from, coroutine, options) => {
      asked++;
      from.setTaskFactory(null);
      return from.createTask(coroutine, options);
    });
    await loop.runUntilComplete(async () => {});
    expect(asked).toBe(1);
  });
});
