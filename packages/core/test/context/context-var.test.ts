import { type Context, ContextVar, copyContext, type Future, getRunningLoop, sleep } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { virtualLoop } from '../virtual-loop.ts';

type Steps<T> = Generator<Future<unknown>, T, unknown>;

describe('a context variable', () => {
  it('has the value that was set, else the fallback, else its default', () => {
    const variable = new ContextVar('variable', { default: 'default' });
    expect(variable.name).toBe('variable');
    expect(variable.get()).toBe('default');
    expect(variable.get('fallback')).toBe('fallback');
    copyContext().run(() => {
      variable.set('set');
      expect(variable.get('fallback')).toBe('set');
    });
    expect(variable.get()).toBe('default');
  });

  it('throws when it has none of them', () => {
    const variable = new ContextVar<number>('unset');
    expect(() => variable.get()).toThrow(ReferenceError);
    expect(() => variable.get()).toThrow(/unset/);
    expect(variable.get(5)).toBe(5);
  });

  it('may have undefined as its default and as its value', () => {
    const withDefault = new ContextVar<undefined>('withDefault', { default: undefined });
    expect(withDefault.get()).toBeUndefined();
    const variable = new ContextVar<number | undefined>('variable', { default: 1 });
    copyContext().run(() => {
      variable.set(undefined);
      expect(variable.get()).toBeUndefined();
    });
  });

  it('does not mistake another variable of the same name for itself', () => {
    const one = new ContextVar<number>('same');
    const other = new ContextVar<number>('same', { default: 0 });
    copyContext().run(() => {
      one.set(1);
      expect(other.get()).toBe(0);
    });
  });

  it.each([[1], [null], [undefined]])('cannot be named %o', (name) => {
    expect(() => new ContextVar(name as never)).toThrow(TypeError);
  });
});

describe('a token', () => {
  it('knows the variable and the value before', () => {
    const variable = new ContextVar<number>('variable');
    copyContext().run(() => {
      const first = variable.set(1);
      const second = variable.set(2);
      expect(first.variable).toBe(variable);
      expect(first.oldValue).toBeUndefined();
      expect(second.oldValue).toBe(1);
    });
  });

  it('sets the variable back, also to not being set', () => {
    const variable = new ContextVar<number>('variable', { default: 0 });
    const context = copyContext();
    context.run(() => {
      const first = variable.set(1);
      const second = variable.set(2);
      variable.reset(second);
      expect(variable.get()).toBe(1);
      variable.reset(first);
      expect(variable.get()).toBe(0);
    });
    expect(context.get(variable)).toBeUndefined();
  });

  it('can be used once', () => {
    const variable = new ContextVar<number>('variable');
    copyContext().run(() => {
      const token = variable.set(1);
      variable.reset(token);
      expect(() => variable.reset(token)).toThrow(RangeError);
    });
  });

  it('is refused by another variable', () => {
    const variable = new ContextVar<number>('variable');
    const other = new ContextVar<number>('other');
    copyContext().run(() => {
      expect(() => other.reset(variable.set(1))).toThrow(RangeError);
    });
  });

  it('is refused in another context', () => {
    const variable = new ContextVar<number>('variable');
    const token = copyContext().run(() => variable.set(1));
    expect(() => copyContext().run(() => variable.reset(token))).toThrow(RangeError);
  });

  it('can be used after an await of the same task', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    const seen = await loop.runUntilComplete(async () => {
      const token = variable.set('set');
      await sleep(1);
      variable.reset(token);
      return variable.get();
    });
    expect(seen).toBe('default');
  });

  it('can be used after an await of a callback that is async', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    const seen: string[] = [];
    loop.callSoon(async () => {
      const token = variable.set('set');
      await sleep(1);
      seen.push(variable.get());
      variable.reset(token);
      seen.push(variable.get());
    });
    loop.callLater(2, loop.stop);
    await loop.runForever();
    expect(seen).toEqual(['set', 'default']);
  });
});

describe('a value', () => {
  it('is kept across every await of an async task', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    const seen = await loop.runUntilComplete(async () => {
      variable.set('task');
      const values: string[] = [];
      await null;
      values.push(variable.get());
      await sleep(1);
      values.push(variable.get());
      await new Promise((resolve) => setImmediate(resolve));
      values.push(variable.get());
      return values;
    });
    expect(seen).toEqual(['task', 'task', 'task']);
    expect(variable.get()).toBe('default');
  });

  it('is kept across every yield of a generator task', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    function* main(): Steps<string[]> {
      variable.set('task');
      yield* sleep(1);
      const first = variable.get();
      variable.set('again');
      yield* sleep(0);
      return [first, variable.get()];
    }
    await expect(loop.runUntilComplete(main())).resolves.toEqual(['task', 'again']);
    expect(variable.get()).toBe('default');
  });

  it('that an awaited async function set is seen by its caller', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    const inner = async (): Promise<void> => {
      await sleep(1);
      variable.set('inner');
    };
    const seen = await loop.runUntilComplete(async () => {
      await inner();
      return variable.get();
    });
    expect(seen).toBe('inner');
  });

  it('that a child task set is not seen by its parent, nor the other way round', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    const seen = await loop.runUntilComplete(async () => {
      variable.set('parent');
      const asyncChild = loop.createTask(async () => {
        await sleep(1);
        const before = variable.get();
        variable.set('child');
        return before;
      });
      const generatorChild = loop.createTask(
        (function* (): Steps<string> {
          yield* sleep(1);
          const before = variable.get();
          variable.set('child');
          return before;
        })(),
      );
      variable.set('later');
      return [await asyncChild, await generatorChild, variable.get()];
    });
    expect(seen).toEqual(['parent', 'parent', 'later']);
  });

  it('of several tasks that take turns are kept apart', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: -1 });
    const asyncWorker = async (id: number): Promise<boolean> => {
      variable.set(id);
      for (let i = 0; i < 5; i++) {
        await sleep(i % 3);
        if (variable.get() !== id) return false;
      }
      return true;
    };
    function* generatorWorker(id: number): Steps<boolean> {
      variable.set(id);
      for (let i = 0; i < 5; i++) {
        yield* sleep(i % 3);
        if (variable.get() !== id) return false;
      }
      return true;
    }
    const tasks = Array.from({ length: 10 }, (_, id) => loop.createTask(id % 2 === 0 ? () => asyncWorker(id) : generatorWorker(id)));
    await expect(loop.runUntilComplete(() => Promise.all(tasks))).resolves.toEqual(new Array(10).fill(true));
  });

  it.each(['async function', 'generator'] as const)('goes with what an %s schedules, as it was then', async (kind) => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    const seen: string[] = [];
    const look = (from: string): void => void seen.push(`${from}: ${variable.get()}`);
    const future = loop.createFuture<void>();
    const schedule = (): void => {
      variable.set('then');
      loop.callSoon(look, 'callSoon');
      loop.callLater(1, look, 'callLater');
      loop.callAt(loop.time() + 2, look, 'callAt');
      future.addDoneCallback(() => look('done callback'));
      variable.set('later');
    };
    function* generator(): Steps<void> {
      schedule();
      yield* sleep(5);
    }
    loop.callLater(3, () => future.setResult());
    const asyncFunction = async (): Promise<void> => {
      schedule();
      await sleep(5);
    };
    await loop.runUntilComplete(kind === 'generator' ? generator() : asyncFunction);
    expect(seen).toEqual(['callSoon: then', 'callLater: then', 'callAt: then', 'done callback: then']);
  });

  it('that a callback set is not seen by the next ones', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    const seen: string[] = [];
    const look = (): void => void seen.push(variable.get());
    const change = (value: string): void => {
      look();
      variable.set(value);
      look();
    };
    loop.callSoon(change, 'first');
    loop.callSoon(change, 'second');
    loop.callSoon(look);
    loop.callSoon(() => loop.callSoon(look));
    loop.callLater(1, change, 'timer');
    loop.callLater(1, look);
    loop.callLater(2, loop.stop);
    await loop.runForever();
    expect(seen).toEqual(['default', 'first', 'default', 'second', 'default', 'default', 'default', 'timer', 'default']);
    expect(variable.get()).toBe('default');
  });

  it('that a callback set is not seen by the next ones, when the loop was woken from one of its own callbacks of Node', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    const seen: string[] = [];
    loop.callSoon(() =>
      setImmediate(() => {
        loop.callSoon(() => variable.set('first'));
        loop.callSoon(() => seen.push(variable.get()));
        loop.callLater(1, () => seen.push(variable.get()));
        loop.callLater(2, loop.stop);
      }),
    );
    await loop.runForever();
    expect(seen).toEqual(['default', 'default']);
  });

  it('that a callback set goes with what that callback schedules', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    const seen: string[] = [];
    loop.callSoon(() => {
      variable.set('callback');
      loop.callSoon(() => seen.push(variable.get()));
      loop.createTask(async () => void seen.push(variable.get()));
    });
    loop.callLater(1, loop.stop);
    await loop.runForever();
    expect(seen).toEqual(['callback', 'callback']);
  });

  it('set outside any loop goes into the tasks made there', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    const task = copyContext().run(() => {
      variable.set('outside');
      return loop.createTask(async () => variable.get());
    });
    await expect(loop.runUntilComplete(task)).resolves.toBe('outside');
  });

  it('of one loop is not seen by another that runs beside it', async () => {
    const loops = [virtualLoop().loop, virtualLoop().loop];
    const variable = new ContextVar('variable', { default: -1 });
    const seen = await Promise.all(
      loops.map((loop, index) =>
        loop.runUntilComplete(async () => {
          variable.set(index);
          await sleep(5);
          return [getRunningLoop() === loop, variable.get()];
        }),
      ),
    );
    expect(seen).toEqual([
      [true, 0],
      [true, 1],
    ]);
  });
});

describe('a context', () => {
  it('keeps what run sets, and nobody else sees it', () => {
    const variable = new ContextVar('variable', { default: 'default' });
    const context = copyContext();
    const setAndGet = (value: string): string => {
      variable.set(value);
      return variable.get();
    };
    expect(context.run(setAndGet, 'inside')).toBe('inside');
    expect(context.get(variable)).toBe('inside');
    expect(context.run(() => variable.get())).toBe('inside');
    expect(variable.get()).toBe('default');
  });

  it('passes on what run throws, and is left', () => {
    const variable = new ContextVar('variable', { default: 'default' });
    expect(() =>
      copyContext().run(() => {
        variable.set('inside');
        throw new RangeError('thrown');
      }),
    ).toThrow(RangeError);
    expect(variable.get()).toBe('default');
  });

  it('does not count defaults as values', () => {
    expect(copyContext().get(new ContextVar('variable', { default: 1 }))).toBeUndefined();
  });

  it('is independent of its copies', () => {
    const variable = new ContextVar('variable', { default: 'default' });
    const context = copyContext();
    context.run(() => variable.set('original'));
    const copy: Context = context.copy();
    copy.run(() => variable.set('copy'));
    expect([context.get(variable), copy.get(variable)]).toEqual(['original', 'copy']);
  });

  it('follows the awaits of an async function run in it', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    const context = copyContext();
    const seen = await loop.runUntilComplete(async () => {
      const inside = await context.run(async () => {
        variable.set('inside');
        await sleep(1);
        return variable.get();
      });
      return [inside, variable.get()];
    });
    expect(seen).toEqual(['inside', 'default']);
  });

  it('does not keep a cancellation from reaching a wait inside run', async () => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => await copyContext().run(async () => await sleep(1000)));
    loop.callLater(1, () => task.cancel());
    await expect(loop.runUntilComplete(task)).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
  });

  it('is where a callback runs that was bound to it', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    const context = copyContext();
    context.run(() => variable.set('bound'));
    const seen: unknown[] = [];
    loop.callSoon(
      context.bind((argument: number) => {
        seen.push(argument, variable.get(), getRunningLoop() === loop);
        variable.set('changed');
      }),
      5,
    );
    loop.callSoon(() => seen.push(variable.get()));
    loop.callLater(1, loop.stop);
    await loop.runForever();
    expect(seen).toEqual([5, 'bound', true, 'default']);
    expect(context.get(variable)).toBe('changed');
  });

  it('given to a task is used itself, not a copy', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    const context = copyContext();
    const asyncTask = loop.createTask(
      async () => {
        await sleep(1);
        variable.set('async');
      },
      { context },
    );
    expect(asyncTask.getContext()).toBe(context);
    await loop.runUntilComplete(asyncTask);
    expect(context.get(variable)).toBe('async');
    function* generator(): Steps<string> {
      const before = variable.get();
      yield* sleep(1);
      variable.set('generator');
      return before;
    }
    await expect(loop.runUntilComplete(loop.createTask(generator(), { context }))).resolves.toBe('async');
    expect(context.get(variable)).toBe('generator');
  });

  it('can be shared by two tasks that take turns', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 0 });
    const context = copyContext();
    const count = async (): Promise<void> => {
      for (let i = 0; i < 5; i++) {
        variable.set(variable.get() + 1);
        await sleep(1);
      }
    };
    const tasks = [loop.createTask(count, { context }), loop.createTask(count, { context })];
    await loop.runUntilComplete(() => Promise.all(tasks));
    expect(context.get(variable)).toBe(10);
  });

  it('of a task can be looked into afterwards', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar<string>('variable');
    const task = loop.createTask(async () => void variable.set('left behind'));
    await loop.runUntilComplete(task);
    expect(task.getContext().get(variable)).toBe('left behind');
  });
});
