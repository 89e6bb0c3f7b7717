import { createLoop, type Loop, LoopError } from '@tsyncio/core';
import {
  AbstractEventLoopPolicy,
  DefaultEventLoopPolicy,
  getEventLoop,
  getEventLoopPolicy,
  newLoopOfPolicy,
  setEventLoop,
  setEventLoopPolicy,
} from '@tsyncio/policies';
import { describe, expect, test, vi } from 'vitest';
import { runProgramOf, success } from '../../../test-support/run-program.ts';
import './fresh-policy.ts';

const makeLoop = (): Loop => createLoop([]);

describe('getEventLoopPolicy', () => {
  test('gives a default policy, the same each time', () => {
    const policy = getEventLoopPolicy();
    expect(policy).toBeInstanceOf(DefaultEventLoopPolicy);
    expect(getEventLoopPolicy()).toBe(policy);
  });

  test('gives a default policy whose loops run, with nothing but core there', async () => {
    using loop = getEventLoopPolicy().newEventLoop();
    expect(await loop.runUntilComplete(async () => 'ran')).toBe('ran');
  });

  test('gives the policy that was set', () => {
    const policy = new DefaultEventLoopPolicy(makeLoop);
    setEventLoopPolicy(policy);
    expect(getEventLoopPolicy()).toBe(policy);
  });
});

describe('setEventLoopPolicy', () => {
  test.for([
    [1, 'number'],
    [{ getEventLoop() {} }, 'object'],
    [undefined, 'undefined'],
  ] as const)('refuses %s', ([value, kind]) => {
    const before = getEventLoopPolicy();
    expect(() => setEventLoopPolicy(value as never)).toThrow(TypeError);
    expect(() => setEventLoopPolicy(value as never)).toThrow(
      `setEventLoopPolicy needs an instance of AbstractEventLoopPolicy or null, got ${kind}`,
    );
    expect(getEventLoopPolicy()).toBe(before);
  });

  test('goes back to a default policy without a current loop when null is set', () => {
    using loop = makeLoop();
    setEventLoop(loop);
    const policy = getEventLoopPolicy();
    setEventLoopPolicy(null);
    expect(getEventLoopPolicy()).not.toBe(policy);
    expect(getEventLoopPolicy()).toBeInstanceOf(DefaultEventLoopPolicy);
    expect(() => getEventLoop()).toThrow(LoopError);
  });

  test('does not touch a loop that runs', async () => {
    using loop = makeLoop();
    const seen = await loop.runUntilComplete(async () => {
      setEventLoopPolicy(new DefaultEventLoopPolicy(makeLoop));
      await null;
      return getEventLoop();
    });
    expect(seen).toBe(loop);
  });
});

describe('getEventLoop', () => {
  test('gives the loop that was set, outside of any', () => {
    using loop = makeLoop();
    setEventLoop(loop);
    expect(getEventLoop()).toBe(loop);
    setEventLoop(null);
    expect(() => getEventLoop()).toThrow(expect.objectContaining({ code: 'ERR_NO_EVENT_LOOP' }));
  });

  test('gives the running loop in callbacks and tasks, whichever was set', async () => {
    using running = makeLoop();
    using other = makeLoop();
    setEventLoop(other);
    const seen: Loop[] = [];
    await running.runUntilComplete(async () => {
      seen.push(getEventLoop());
      setEventLoop(other);
      await null;
      seen.push(getEventLoop());
      const called = running.createFuture<void>();
      running.callSoon(() => {
        seen.push(getEventLoop());
        called.setResult();
      });
      await called;
    });
    expect(seen.map((loop) => loop === running)).toEqual([true, true, true]);
    expect(getEventLoop()).toBe(other);
  });

  test('does not ask a policy while a loop runs', async () => {
    const asked = vi.fn();
    class Refusing extends AbstractEventLoopPolicy {
      getEventLoop(): Loop {
        asked();
        throw new Error('nobody shall ask');
      }
      setEventLoop(): void {}
      newEventLoop = makeLoop;
    }
    setEventLoopPolicy(new Refusing());
    using loop = makeLoop();
    expect(await loop.runUntilComplete(async () => getEventLoop())).toBe(loop);
    expect(asked).not.toHaveBeenCalled();
    expect(() => getEventLoop()).toThrow('nobody shall ask');
  });

  test('never makes a loop, and sets none', () => {
    const factory = vi.fn(makeLoop);
    const policy = new DefaultEventLoopPolicy(factory);
    const set = vi.spyOn(policy, 'setEventLoop');
    setEventLoopPolicy(policy);
    expect(() => getEventLoop()).toThrow(LoopError);
    expect(factory).not.toHaveBeenCalled();
    expect(set).not.toHaveBeenCalled();
  });

  test('has a slot and a policy of its own in each thread', { timeout: 180_000 }, async () => {
    const worker = { before: 'ERR_NO_EVENT_LOOP', policy: 'DefaultEventLoopPolicy', mine: true };
    const said = { worker, main: { policy: 'Mine', mine: true } };
    expect(await runProgramOf(import.meta.url, 'two-threads')).toEqual(success(`${JSON.stringify(said)}\n`));
  });
});

describe('setEventLoop', () => {
  test('tells the policy that was set', () => {
    const policy = new DefaultEventLoopPolicy(makeLoop);
    const set = vi.spyOn(policy, 'setEventLoop');
    setEventLoopPolicy(policy);
    using loop = makeLoop();
    setEventLoop(loop);
    setEventLoop(null);
    expect(set.mock.calls).toEqual([[loop], [null]]);
  });

  test('refuses what is no loop', () => {
    expect(() => setEventLoop(1 as never)).toThrow('setEventLoop needs a loop or null, got number');
  });
});

describe('newLoopOfPolicy', () => {
  test('is what the policy makes', () => {
    const loop = makeLoop();
    setEventLoopPolicy(new DefaultEventLoopPolicy(() => loop));
    expect(newLoopOfPolicy(makeLoop)).toBe(loop);
    loop.close();
  });

  test('is the standard one when the policy itself asks', () => {
    const standard = vi.fn(makeLoop);
    setEventLoopPolicy(new DefaultEventLoopPolicy(() => newLoopOfPolicy(standard)));
    newLoopOfPolicy(standard).close();
    expect(standard).toHaveBeenCalledOnce();
  });

  test('asks the policy again after its factory failed', () => {
    const standard = vi.fn(makeLoop);
    setEventLoopPolicy(
      new DefaultEventLoopPolicy(() => {
        throw new Error('not today');
      }),
    );
    expect(() => newLoopOfPolicy(standard)).toThrow('not today');
    expect(() => newLoopOfPolicy(standard)).toThrow('not today');
    expect(standard).not.toHaveBeenCalled();
  });

  test('asks the factory of the current policy once, also when the policy is asked directly', () => {
    const standard = vi.fn(makeLoop);
    const factory = vi.fn(() => newLoopOfPolicy(standard));
    const policy = new DefaultEventLoopPolicy(factory);
    setEventLoopPolicy(policy);
    policy.newEventLoop().close();
    expect([factory.mock.calls.length, standard.mock.calls.length]).toEqual([1, 1]);
    newLoopOfPolicy(standard).close();
    expect(factory).toHaveBeenCalledTimes(2);
  });

  test('refuses what a policy of somebody else makes that is no loop', () => {
    class Odd extends AbstractEventLoopPolicy {
      getEventLoop = makeLoop;
      setEventLoop(): void {}
      newEventLoop(): Loop {
        return {} as Loop;
      }
    }
    setEventLoopPolicy(new Odd());
    expect(() => newLoopOfPolicy(makeLoop)).toThrow(new TypeError('newEventLoop of a policy must give a loop, got object'));
  });
});
