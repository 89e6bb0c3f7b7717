import { ContextVar, copyContext, ensureFuture, wrapFuture } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { virtualLoop } from './virtual-loop.ts';

const body = async (): Promise<void> => {};

describe('an option that is not known is refused, naming it and those that there are', () => {
  test('createTask', () => {
    const { loop } = virtualLoop();
    expect(() => loop.createTask(body, { eager_start: true } as never)).toThrow(
      new TypeError("createTask has no option 'eager_start': it takes name, context, eagerStart, signal"),
    );
    expect(() => loop.createTask(body, 'its name' as never)).toThrow(new TypeError('createTask needs an options object, got string'));
    loop.close();
  });

  test('but not by a task factory, which may have options of its own', async () => {
    const { loop } = virtualLoop();
    const seen: unknown[] = [];
    loop.setTaskFactory((on, coroutine, options) => {
      seen.push(options);
      on.setTaskFactory(null);
      return on.createTask(coroutine);
    });
    await loop.runUntilComplete(loop.createTask(body, { priority: 5 } as never));
    expect(seen).toEqual([{ priority: 5 }]);
    loop.close();
  });

  test('ensureFuture and wrapFuture', () => {
    const { loop } = virtualLoop();
    expect(() => ensureFuture(Promise.resolve(), { lop: loop } as never)).toThrow(
      new TypeError("ensureFuture has no option 'lop': it takes loop"),
    );
    expect(() => wrapFuture(Promise.resolve(), { lop: loop } as never)).toThrow(
      new TypeError("wrapFuture has no option 'lop': it takes loop"),
    );
    loop.close();
  });

  test('addDoneCallback', () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture();
    expect(() => future.addDoneCallback(() => {}, { ctx: copyContext() } as never)).toThrow(
      new TypeError("addDoneCallback has no option 'ctx': it takes context"),
    );
    expect(() => future.addDoneCallback(() => {}, copyContext() as never)).toThrow(/^addDoneCallback has no option '/);
    loop.close();
  });

  test('ContextVar', () => {
    expect(() => new ContextVar('v', { defualt: 1 } as never)).toThrow(
      new TypeError("ContextVar has no option 'defualt': it takes default"),
    );
    expect(() => new ContextVar('v', 1 as never)).toThrow(new TypeError('ContextVar needs an options object, got number'));
  });
});

test('the context of a callback must be one', () => {
  const { loop } = virtualLoop();
  const future = loop.createFuture();
  for (const context of [null, 5, {}])
    expect(() => future.addDoneCallback(() => {}, { context } as never)).toThrow(/^a callback's context must be one of copyContext/);
  future.addDoneCallback(() => {}, { context: undefined } as never);
  loop.close();
});

test('options that all objects inherit are not taken', () => {
  const { loop } = virtualLoop();
  const polluted = Object.create({ name: 'inherited', loop: 5 }) as object;
  const task = loop.createTask(body, polluted);
  expect(task.getName()).not.toBe('inherited');
  expect(ensureFuture(task, polluted)).toBe(task);
  task.cancel();
  expect(new ContextVar('v', Object.create({ default: 1 }) as object).get('none' as never)).toBe('none');
  loop.close();
});
