import { createLoop, type Loop, LoopError } from '@tsyncio/core';
import { DefaultEventLoopPolicy } from '@tsyncio/policies';
import { describe, expect, test, vi } from 'vitest';

const makeLoop = (): Loop => createLoop([]);

describe('DefaultEventLoopPolicy', () => {
  test('has no loop until one is set, and makes none', () => {
    const factory = vi.fn(makeLoop);
    const policy = new DefaultEventLoopPolicy(factory);
    expect(() => policy.getEventLoop()).toThrow(LoopError);
    expect(() => policy.getEventLoop()).toThrow(expect.objectContaining({ code: 'ERR_NO_EVENT_LOOP' }));
    expect(factory).not.toHaveBeenCalled();
  });

  test('gives the loop that was set last', () => {
    using first = makeLoop();
    using second = makeLoop();
    const policy = new DefaultEventLoopPolicy(makeLoop);
    policy.setEventLoop(first);
    expect(policy.getEventLoop()).toBe(first);
    policy.setEventLoop(second);
    expect(policy.getEventLoop()).toBe(second);
  });

  test('gives the loop that was set also when that is closed', () => {
    const loop = makeLoop();
    const policy = new DefaultEventLoopPolicy(makeLoop);
    policy.setEventLoop(loop);
    loop.close();
    expect(policy.getEventLoop()).toBe(loop);
  });

  test('forgets the loop when null is set', () => {
    using loop = makeLoop();
    const policy = new DefaultEventLoopPolicy(makeLoop);
    policy.setEventLoop(loop);
    policy.setEventLoop(null);
    expect(() => policy.getEventLoop()).toThrow(LoopError);
  });

  test('makes a new loop each time, and does not make it the current one', () => {
    const policy = new DefaultEventLoopPolicy(makeLoop);
    using first = policy.newEventLoop();
    using second = policy.newEventLoop();
    expect(first).not.toBe(second);
    expect([first.isRunning(), first.isClosed()]).toEqual([false, false]);
    expect(() => policy.getEventLoop()).toThrow(LoopError);
  });

  test.for([
    [5, 'number'],
    ['loop', 'string'],
    [{}, 'object'],
    [undefined, 'undefined'],
  ] as const)('refuses %s as a loop, naming what it is', ([value, kind]) => {
    const policy = new DefaultEventLoopPolicy(makeLoop);
    expect(() => policy.setEventLoop(value as never)).toThrow(TypeError);
    expect(() => policy.setEventLoop(value as never)).toThrow(`setEventLoop needs a loop or null, got ${kind}`);
  });

  test('keeps the loop it had when it refuses another', () => {
    using loop = makeLoop();
    const policy = new DefaultEventLoopPolicy(makeLoop);
    policy.setEventLoop(loop);
    expect(() => policy.setEventLoop(1 as never)).toThrow(TypeError);
    expect(policy.getEventLoop()).toBe(loop);
  });

  test('refuses a factory that is no function', () => {
    expect(() => new DefaultEventLoopPolicy(undefined as never)).toThrow(
      'DefaultEventLoopPolicy needs a function that makes a loop, got undefined',
    );
  });

  test('refuses what a factory gives when that is no loop', () => {
    const policy = new DefaultEventLoopPolicy((() => Promise.resolve()) as never);
    expect(() => policy.newEventLoop()).toThrow('the loop factory of a policy must give a loop, got object');
  });

  test('passes on what a factory throws', () => {
    const error = new Error('no more loops');
    const policy = new DefaultEventLoopPolicy(() => {
      throw error;
    });
    expect(() => policy.newEventLoop()).toThrow(error);
  });
});
