import { CancelledError, ContextVar, copyContext, type Future, InvalidStateError, isFuture, wrapFuture } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { countTurns, virtualLoop } from '../virtual-loop.ts';

describe('a pending future', () => {
  it('is neither done nor cancelled', () => {
    const future = virtualLoop().loop.createFuture();
    expect(future.done()).toBe(false);
    expect(future.cancelled()).toBe(false);
  });

  it('has no result and no exception yet', () => {
    const future = virtualLoop().loop.createFuture();
    expect(() => future.result()).toThrow(InvalidStateError);
    expect(() => future.exception()).toThrow(expect.objectContaining({ name: 'InvalidStateError', code: 'ERR_INVALID_STATE' }));
  });

  it('knows its loop', () => {
    const { loop } = virtualLoop();
    expect(loop.createFuture().getLoop()).toBe(loop);
  });
});

describe('a future with a result', () => {
  it('is done, gives the result and has no exception', () => {
    const future = virtualLoop().loop.createFuture<number>();
    future.setResult(42);
    expect([future.done(), future.cancelled(), future.result(), future.exception()]).toEqual([true, false, 42, null]);
    expect(future.result()).toBe(42);
  });

  it('takes no second outcome', () => {
    const future = virtualLoop().loop.createFuture<number>();
    future.setResult(1);
    expect(() => future.setResult(2)).toThrow(InvalidStateError);
    expect(() => future.setException(new Error('late'))).toThrow(InvalidStateError);
    expect(future.cancel()).toBe(false);
    expect(future.result()).toBe(1);
  });
});

describe('a future with an exception', () => {
  it('throws that very object, each time', () => {
    const future = virtualLoop().loop.createFuture();
    const error = new RangeError('mine');
    future.setException(error);
    expect(future.exception()).toBe(error);
    for (let i = 0; i < 2; i++) {
      try {
        future.result();
        expect.unreachable();
      } catch (caught) {
        expect(caught).toBe(error);
      }
    }
  });

  it('takes any value as its error', () => {
    const future = virtualLoop().loop.createFuture();
    future.setException('text');
    expect(future.exception()).toBe('text');
  });

  it('makes an instance of a class of errors', () => {
    const future = virtualLoop().loop.createFuture();
    future.setException(RangeError);
    expect(future.exception()).toBeInstanceOf(RangeError);
  });

  it('takes no second outcome', () => {
    const future = virtualLoop().loop.createFuture<number>();
    future.setException(new Error('first'));
    expect(() => future.setException(new Error('second'))).toThrow(InvalidStateError);
    expect(() => future.setResult(1)).toThrow(InvalidStateError);
    expect(future.cancel()).toBe(false);
    expect(future.cancelled()).toBe(false);
    expect(future.exception()).toMatchObject({ message: 'first' });
  });
});

describe('a cancelled future', () => {
  it('is done at once and throws CancelledError with the message', () => {
    const future = virtualLoop().loop.createFuture();
    expect(future.cancel('enough')).toBe(true);
    expect([future.done(), future.cancelled()]).toEqual([true, true]);
    const expected = expect.objectContaining({ name: 'CancelledError', code: 'ERR_CANCELLED', message: 'enough' });
    expect(() => future.result()).toThrow(expected);
    expect(() => future.exception()).toThrow(expected);
    expect(() => future.result()).toThrow(CancelledError);
  });

  it('has an empty message unless one was given', () => {
    const future = virtualLoop().loop.createFuture();
    future.cancel();
    expect(() => future.result()).toThrow(expect.objectContaining({ message: '' }));
  });

  it('takes no outcome', () => {
    const future = virtualLoop().loop.createFuture<number>();
    future.cancel();
    expect(() => future.setResult(1)).toThrow(InvalidStateError);
    expect(() => future.setException(new Error('late'))).toThrow(InvalidStateError);
    expect(future.cancel()).toBe(false);
  });
});

describe('done callbacks', () => {
  it('get the future, in the turn after, in order of registration', async () => {
    const { loop } = virtualLoop();
    const counter = countTurns(loop);
    const future = loop.createFuture<number>();
    const calls: unknown[] = [];
    future.addDoneCallback((done) => calls.push(['first', done === future, counter.turn]));
    future.addDoneCallback((done) => calls.push(['second', done === future, counter.turn]));
    loop.callSoon(() => {
      future.setResult(1);
      calls.push(['set', counter.turn]);
    });
    loop.callLater(1, loop.stop);
    await loop.runForever();
    expect(calls).toEqual([
      ['set', 1],
      ['first', true, 2],
      ['second', true, 2],
    ]);
  });

  it('are called through the loop also when it is done already', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<number>();
    future.setResult(1);
    const calls: string[] = [];
    future.addDoneCallback(() => calls.push('called'));
    expect(calls).toEqual([]);
    loop.stop();
    await loop.runForever();
    expect(calls).toEqual(['called']);
  });

  it.each<[string, (future: Future<number>) => void]>([
    ['fails', (future) => future.setException(new Error('failed'))],
    ['is cancelled', (future) => future.cancel()],
  ])('are called when it %s', async (_how, settle) => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<number>();
    let called = false;
    future.addDoneCallback(() => {
      called = true;
    });
    settle(future);
    loop.stop();
    await loop.runForever();
    expect(called).toBe(true);
    if (!future.cancelled()) future.exception();
  });

  it('may be the same function many times', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<void>();
    let calls = 0;
    const callback = () => calls++;
    for (let i = 0; i < 3; i++) future.addDoneCallback(callback);
    future.setResult();
    loop.stop();
    await loop.runForever();
    expect(calls).toBe(3);
  });

  it('are all removed by removeDoneCallback, which counts them', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<void>();
    const calls: string[] = [];
    const a = () => calls.push('a');
    const b = () => calls.push('b');
    future.addDoneCallback(a);
    future.addDoneCallback(b);
    future.addDoneCallback(a);
    expect(future.removeDoneCallback(a)).toBe(2);
    expect(future.removeDoneCallback(a)).toBe(0);
    future.setResult();
    loop.stop();
    await loop.runForever();
    expect(calls).toEqual(['b']);
  });

  it('cannot be removed once they are scheduled', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<void>();
    const calls: string[] = [];
    const callback = () => calls.push('called');
    future.addDoneCallback(callback);
    future.setResult();
    expect(future.removeDoneCallback(callback)).toBe(0);
    loop.stop();
    await loop.runForever();
    expect(calls).toEqual(['called']);
  });

  it('run in a copy of the context in which they were added', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    const future = loop.createFuture<void>();
    const seen: string[] = [];
    copyContext().run(() => {
      variable.set('when added');
      future.addDoneCallback(() => seen.push(variable.get()));
      variable.set('later');
    });
    future.setResult();
    loop.stop();
    await loop.runForever();
    expect(seen).toEqual(['when added']);
  });

  it('run in the context given with them itself', async () => {
    const { loop } = virtualLoop();
    const variable = new ContextVar('variable', { default: 'default' });
    const future = loop.createFuture<void>();
    const context = copyContext();
    context.run(() => variable.set('given'));
    const seen: string[] = [];
    const callback = () => {
      seen.push(variable.get());
      variable.set('set by the callback');
    };
    future.addDoneCallback(callback, { context });
    future.setResult();
    loop.stop();
    await loop.runForever();
    expect(seen).toEqual(['given']);
    expect(context.get(variable)).toBe('set by the callback');
  });

  it.each([[null], [undefined], [1]])('refuse %o', (value) => {
    const future = virtualLoop().loop.createFuture();
    expect(() => future.addDoneCallback(value as never)).toThrow(TypeError);
  });

  it('that throw do not keep the others from being called', async () => {
    const { loop, reports } = virtualLoop();
    const future = loop.createFuture<void>();
    let called = false;
    future.addDoneCallback(() => {
      throw new Error('first');
    });
    future.addDoneCallback(() => {
      called = true;
    });
    future.setResult();
    loop.stop();
    await loop.runForever();
    expect(called).toBe(true);
    expect(reports).toHaveLength(1);
  });
});

describe('waiting for a future', () => {
  it('gives its result to every waiter, as often as they ask', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<number>();
    const wait = async () => (await future) + (await future);
    loop.callLater(1, () => future.setResult(2));
    const results = await loop.runUntilComplete(() => Promise.all([wait(), wait(), wait()]));
    expect(results).toEqual([4, 4, 4]);
  });

  it('throws what it failed with', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<number>();
    const error = new Error('mine');
    loop.callLater(1, () => future.setException(error));
    await expect(loop.runUntilComplete(async () => await future)).rejects.toBe(error);
  });

  it('does not wait for a turn in a generator when it is done', async () => {
    const { loop } = virtualLoop();
    const counter = countTurns(loop);
    const future = loop.createFuture<number>();
    future.setResult(1);
    function* main() {
      const before = counter.turn;
      yield* future;
      return counter.turn - before;
    }
    await expect(loop.runUntilComplete(main())).resolves.toBe(0);
  });

  it('does not wait for a turn in an async function when it is done', async () => {
    const { loop } = virtualLoop();
    const counter = countTurns(loop);
    const future = loop.createFuture<number>();
    future.setResult(1);
    const turns = await loop.runUntilComplete(async () => {
      const before = counter.turn;
      await future;
      return counter.turn - before;
    });
    expect(turns).toBe(0);
  });

  it('works outside the loop, from any async function', async () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<string>();
    const outside = (async () => await future)();
    loop.callSoon(() => future.setResult('outside'));
    loop.callLater(1, loop.stop);
    await loop.runForever();
    await expect(outside).resolves.toBe('outside');
  });

  it('can be done through catch and finally', async () => {
    const { loop } = virtualLoop();
    const failing = loop.createFuture<number>();
    const good = loop.createFuture<number>();
    let finished = 0;
    const caught = failing.catch((error) => (error as Error).message);
    const kept = good.finally(() => void finished++);
    loop.callSoon(() => {
      failing.setException(new Error('caught'));
      good.setResult(5);
    });
    loop.callLater(1, loop.stop);
    await loop.runForever();
    await expect(caught).resolves.toBe('caught');
    await expect(kept).resolves.toBe(5);
    expect(finished).toBe(1);
  });

  it('is refused when a generator is stepped by hand before it is done', () => {
    const future = virtualLoop().loop.createFuture();
    const generator = (function* () {
      yield* future;
    })();
    expect(generator.next().value).toBe(future);
    expect(() => generator.next()).toThrow(expect.objectContaining({ name: 'LoopError', code: 'ERR_BAD_YIELD' }));
  });
});

describe('isFuture', () => {
  it('is true for futures and tasks', () => {
    const { loop } = virtualLoop();
    expect(isFuture(loop.createFuture())).toBe(true);
    expect(isFuture(loop.createTask(async () => {}))).toBe(true);
  });

  it.each([[null], [undefined], [1], [Promise.resolve()], [{ then() {} }], [() => {}], [Object]])('is false for %o', (value) => {
    expect(isFuture(value)).toBe(false);
  });
});

describe('the text of a future', () => {
  it('tells its state and its outcome', () => {
    const { loop } = virtualLoop();
    const [pending, finished, failed, cancelled] = Array.from({ length: 4 }, () => loop.createFuture<unknown>());
    finished!.setResult(4);
    failed!.setException(new RangeError('out'));
    cancelled!.cancel();
    expect(`${pending}`).toMatch(/^<Future pending/);
    expect(`${finished}`).toMatch(/^<Future finished result=4/);
    expect(`${failed}`).toMatch(/^<Future finished exception=RangeError\('out'\)/);
    expect(`${cancelled}`).toMatch(/^<Future cancelled/);
    failed!.exception();
  });

  it('stays short, also when the result leads back to the future', () => {
    const { loop } = virtualLoop();
    const future = loop.createFuture<unknown>();
    future.setResult({ future, long: 'x'.repeat(10_000), list: Array.from({ length: 1000 }, (_, i) => i) });
    expect(`${future}`.length).toBeLessThan(300);
  });
});

describe('setException', () => {
  it.each([null, undefined])('refuses %s: exception() could not tell it from no error', (nothing) => {
    const { loop } = virtualLoop();
    const future = loop.createFuture();
    expect(() => future.setException(nothing)).toThrow(`setException needs what is to be thrown, got ${nothing}`);
    expect(future.done()).toBe(false);
  });

  it.each([null, undefined])('of a task or a promise that threw %s is an error that says so', async (nothing) => {
    const { loop } = virtualLoop();
    const task = loop.createTask(async () => {
      throw nothing;
    });
    await expect(loop.runUntilComplete(task)).rejects.toThrow(`${nothing} was thrown where an error was expected`);
    expect(task.exception()).toBeInstanceOf(TypeError);
    const wrapped = wrapFuture(Promise.reject(nothing), { loop });
    await expect(loop.runUntilComplete(wrapped)).rejects.toThrow(`${nothing} was thrown where an error was expected`);
  });
});
