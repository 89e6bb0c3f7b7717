import { createEventLoop, DefaultEventLoopPolicy, type EventLoop, type Loop, Runner, run, setEventLoopPolicy } from 'tsyncio';
import { afterEach, describe, expect, test, vi } from 'vitest';

afterEach(() => setEventLoopPolicy(null));

/** A policy whose loops go to `made`, and that calls `set` before it does what the default one does. */
function policyOf(made: EventLoop[], set: (loop: Loop | null) => void): DefaultEventLoopPolicy {
  class Mine extends DefaultEventLoopPolicy {
    override setEventLoop(loop: Loop | null): void {
      set(loop);
      super.setEventLoop(loop);
    }
  }
  return new Mine(() => {
    const loop = createEventLoop();
    made.push(loop);
    return loop;
  });
}

describe('the loop of a runner', () => {
  test('is closed when the policy does not take it as the current one', async () => {
    const made: EventLoop[] = [];
    const error = new Error('none today');
    setEventLoopPolicy(
      policyOf(made, () => {
        throw error;
      }),
    );
    const runner = new Runner();
    await expect(runner.run(async () => {})).rejects.toBe(error);
    await runner.close();
    expect(made.map((loop) => loop.isClosed())).toEqual([true]);
  });

  test('is closed, and the error told, when the policy does not forget it', async () => {
    const made: EventLoop[] = [];
    const error = new Error('never forgets');
    setEventLoopPolicy(
      policyOf(made, (loop) => {
        if (loop === null) throw error;
      }),
    );
    const runner = new Runner();
    await runner.run(async () => {});
    await expect(runner.close()).rejects.toBe(error);
    expect(made.map((loop) => loop.isClosed())).toEqual([true]);
  });
});

test('a runner tells once that its end failed, to all who wait for it', async () => {
  const runner = new Runner();
  const error = new Error('no clean-up');
  vi.spyOn(runner.getLoop(), 'shutdownAsyncgens').mockRejectedValue(error);
  const both = await Promise.allSettled([runner.close(), runner.close()]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await runner.close();
  expect(() => runner.getLoop()).toThrow(expect.objectContaining({ code: 'ERR_RUNNER_CLOSED' }));
});

test('run tells both errors when what comes after main fails too', async () => {
  const [first, later] = [new Error('from main'), new Error('from the end')];
  const failing = run(async (loop) => {
    vi.spyOn(loop, 'shutdownAsyncgens').mockRejectedValue(later);
    throw first;
  });
  await expect(failing).rejects.toBe(later);
  expect(later.cause).toBe(first);
});
