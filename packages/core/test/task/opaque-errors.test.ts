import { inspect } from 'node:util';
import { createLoop, wrapFuture } from '@tsyncio/core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { virtualKernel } from '../virtual-kernel.ts';
import { virtualLoop } from '../virtual-loop.ts';

afterEach(() => vi.restoreAllMocks());

function withGetter(property: string): () => unknown {
  return () => Object.defineProperty(new Error('mine'), property, { get: () => expect.unreachable(`asked for its ${property}`) });
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function uninspectable(): unknown {
  const error = {
    [inspect.custom]: (): never => {
      throw error;
    },
  };
  return error;
}

/** What can be thrown, and throws itself when somebody looks at it. */
const OPAQUE: [string, () => unknown][] = [
  ['a revoked proxy', revoked],
  ['an error whose code throws', withGetter('code')],
  ['an error whose name throws', withGetter('name')],
  ['an error whose message throws', withGetter('message')],
  ['an error whose stack throws', withGetter('stack')],
  ['an object that cannot be inspected', uninspectable],
];

describe.each(OPAQUE)('%s', (_name, make) => {
  /** Whether it is the very error: nothing else may be asked of it. */
  async function failsWith(run: Promise<unknown>, error: unknown): Promise<boolean> {
    return run.then(
      () => false,
      (failure: unknown) => Object.is(failure, error),
    );
  }

  test('ends a task over an async function', async () => {
    const { loop } = virtualLoop();
    const error = make();
    const failing = async (): Promise<void> => {
      throw error;
    };
    expect(await failsWith(loop.runUntilComplete(failing), error)).toBe(true);
  });

  test('ends a generator task', async () => {
    const { loop } = virtualLoop();
    const error = make();
    // biome-ignore lint/correctness/useYield: it fails before
    function* failing(): Generator<never, void> {
      throw error;
    }
    expect(await failsWith(loop.runUntilComplete(failing()), error)).toBe(true);
  });

  test('is what a future fails with, and can be shown', async () => {
    const { loop } = virtualLoop();
    const error = make();
    const future = loop.createFuture<void>();
    future.setException(error);
    expect(`${future}`).toMatch(/^<Future finished exception=/);
    expect(await failsWith(loop.runUntilComplete(future), error)).toBe(true);
    expect(await failsWith(loop.runUntilComplete(wrapFuture(Promise.reject(error), { loop })), error)).toBe(true);
  });

  test('can be shown as the result of a future', () => {
    const future = virtualLoop().loop.createFuture<unknown>();
    future.setResult(make());
    expect(`${future}`).toMatch(/^<Future finished result=/);
  });

  test('thrown by a callback is told by the default handler, and the next callback runs', async () => {
    const loop = createLoop([], virtualKernel());
    const print = vi.spyOn(console, 'error').mockImplementation(() => {});
    function fails(): void {
      throw make();
    }
    loop.callSoon(fails);
    loop.callSoon(loop.stop);
    await loop.runForever();
    expect(print.mock.calls.flat().join('\n')).toContain('Exception in callback fails()');
  });
});
