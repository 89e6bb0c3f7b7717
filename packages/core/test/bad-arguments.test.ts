import {
  ContextVar,
  type Coroutine,
  copyContext,
  createEagerTaskFactory,
  createLoop,
  currentTask,
  ensureFuture,
  type Loop,
  sleep,
  threadsafeCaller,
  wrapFuture,
} from '@tsyncio/core';
import { afterEach, describe, expect, test } from 'vitest';
import { virtualLoop } from './virtual-loop.ts';

const { loop }: { loop: Loop } = virtualLoop();
const nothing = async (): Promise<void> => {};

afterEach(async () => {
  loop.stop();
  await loop.runForever();
});

describe('a wrong argument is named, with what is wanted:', () => {
  const inherited: object = { inherits: true };
  const calls: [string, () => unknown, string][] = [
    ['createTask, options', () => loop.createTask(nothing, null as never), 'createTask needs an options object, got null'],
    ['createTask, number', () => loop.createTask(nothing, 1 as never), 'createTask needs an options object, got number'],
    [
      'createTask, signal',
      () => loop.createTask(nothing, { signal: inherited as never }),
      "a task's signal must be an AbortSignal, got object",
    ],
    [
      'addDoneCallback, options',
      () => loop.createFuture().addDoneCallback(() => {}, 1 as never),
      'addDoneCallback needs an options object, got number',
    ],
    [
      'addDoneCallback, context',
      () => loop.createFuture().addDoneCallback(() => {}, { context: {} as never }),
      "a callback's context must be one of copyContext() or task.getContext(), got object",
    ],
    ['ensureFuture, options', () => ensureFuture(Promise.resolve(), null as never), 'ensureFuture needs an options object, got null'],
    [
      'ensureFuture, loop',
      () => ensureFuture(nothing, { loop: {} as never }),
      'the option loop of ensureFuture must be a loop, got object',
    ],
    [
      'wrapFuture, loop',
      () => wrapFuture(Promise.resolve(), { loop: 'x' as never }),
      'the option loop of wrapFuture must be a loop, got string',
    ],
    [
      'createEagerTaskFactory',
      () => createEagerTaskFactory(null as never),
      'createEagerTaskFactory needs a function that makes tasks, got null',
    ],
    [
      'slowCallbackDuration',
      () => Object.assign(loop, { slowCallbackDuration: '5' }),
      "slowCallbackDuration must be a number of milliseconds, got '5'",
    ],
    [
      'slowCallbackDuration, NaN',
      () => Object.assign(loop, { slowCallbackDuration: Number.NaN }),
      'slowCallbackDuration must be a number of milliseconds, got NaN',
    ],
    [
      'callLater',
      () => loop.callLater(Object.create(null), () => {}),
      'delay must be a number of milliseconds, got [Object: null prototype] {}',
    ],
    [
      'createThreadsafePort',
      () => loop.createThreadsafePort(null as never),
      'createThreadsafePort needs an object with functions by name, got null',
    ],
    [
      'createThreadsafePort, function',
      () => loop.createThreadsafePort({ f: null as never }),
      "createThreadsafePort needs functions, got null for 'f'",
    ],
    [
      'threadsafeCaller',
      () => threadsafeCaller({} as never),
      'threadsafeCaller needs a port that loop.createThreadsafePort gave, got object',
    ],
    ['createLoop', () => createLoop({} as never), 'createLoop needs a list of areas, such as [sockets()], got object'],
    ['createLoop, area', () => createLoop([null as never]), 'createLoop needs areas, such as sockets() gives, got null'],
    [
      'createLoop, area not called',
      () => createLoop([function sockets() {} as never]),
      'createLoop needs areas, such as sockets() gives, got the function sockets(): call it, for what it gives',
    ],
    ['createLoop, kernel', () => createLoop([], {} as never), 'a loop needs a kernel, such as nativeKernel() gives, got object'],
    ['createLoop, no kernel', () => createLoop([], null as never), 'a loop needs a kernel, such as nativeKernel() gives, got null'],
    ['context.run', () => copyContext().run(null as never), 'context.run needs a function, got null'],
    ['context.bind', () => copyContext().bind(1 as never), 'context.bind needs a function, got number'],
    ['ContextVar', () => new ContextVar('v', null as never), 'ContextVar needs an options object, got null'],
    [
      'ContextVar.reset',
      () => new ContextVar('v').reset(null as never),
      "reset of context variable 'v' needs the token that set() gave, got null",
    ],
    ['runUntilCompleteSync', () => loop.runUntilCompleteSync(null as never), 'a future, task or generator was expected, got null'],
    [
      'runUntilCompleteSync, object',
      () => loop.runUntilCompleteSync(Object.create(null)),
      'a future, task or generator was expected, got object',
    ],
  ];

  test.each(calls)('%s', (_call, call, message) => {
    expect(call).toThrow(new TypeError(message));
  });
});

test('a task whose options are refused is not begun', async () => {
  let begun = false;
  const coroutine: Coroutine<void> = async () => {
    begun = true;
  };
  expect(() => loop.createTask(coroutine, { signal: {} as never })).toThrow(TypeError);
  await loop.runUntilComplete(async () => sleep(1));
  expect(begun).toBe(false);
});

test('what an options object inherits does not count', async () => {
  const name = Object.create({ name: 'inherited', context: {}, signal: {}, eagerStart: true }) as object;
  const task = loop.createTask(async () => currentTask()?.getName(), name);
  expect(task.getName()).toMatch(/^Task-\d+$/);
  expect(await loop.runUntilComplete(task)).toBe(task.getName());
});

test.each([undefined, null, 5, {}])('a task factory that returns no task is told so: %s', async (made) => {
  loop.setTaskFactory(() => made as never);
  try {
    const message = `a task factory must return the task that it made, got ${made === null ? 'null' : typeof made}`;
    expect(() => loop.createTask(nothing)).toThrow(new TypeError(message));
    await expect(loop.runUntilComplete(nothing)).rejects.toThrow(message);
    expect(loop.isRunning()).toBe(false);
  } finally {
    loop.setTaskFactory(null);
  }
});

test('an eager factory that is told eagerStart: undefined starts at once', async () => {
  const seen: unknown[] = [];
  const factory = createEagerTaskFactory((at, coroutine, options) => {
    seen.push(options?.eagerStart);
    return at.createTask(coroutine);
  });
  factory(loop, nothing, { eagerStart: undefined as never });
  factory(loop, nothing, { eagerStart: false });
  factory(loop, nothing);
  expect(seen).toEqual([true, false, true]);
});

test('a cancellation whose message is no text is one all the same', () => {
  const future = loop.createFuture();
  future.cancel(Symbol('why') as never);
  expect(() => future.result()).toThrow('Symbol(why)');
});
