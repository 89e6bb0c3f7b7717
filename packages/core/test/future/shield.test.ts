import { CancelledError, shield, sleep } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { virtualLoop } from '../virtual-loop.ts';

describe('shield', () => {
  it('gives the result of what it shields', async () => {
    const { loop } = virtualLoop();
    await expect(
      loop.runUntilComplete(
        async () =>
          await shield(async () => {
            await sleep(5);
            return 'inner';
          }),
      ),
    ).resolves.toBe('inner');
  });

  it('gives the error of what it shields', async () => {
    const { loop } = virtualLoop();
    const error = new Error('inner');
    await expect(
      loop.runUntilComplete(
        async () =>
          await shield(async () => {
            throw error;
          }),
      ),
    ).rejects.toBe(error);
  });

  it('is cancelled without what it shields', async () => {
    const { loop } = virtualLoop();
    const inner = loop.createTask(async () => {
      await sleep(10);
      return 'went on';
    });
    const outer = loop.createTask(async () => await shield(inner));
    loop.callLater(1, () => outer.cancel());
    await expect(loop.runUntilComplete(outer)).rejects.toBeInstanceOf(CancelledError);
    expect(inner.done()).toBe(false);
    await expect(loop.runUntilComplete(inner)).resolves.toBe('went on');
    expect(inner.cancelling()).toBe(0);
  });

  it('is cancelled without what it shields in a generator too', async () => {
    const { loop } = virtualLoop();
    const inner = loop.createTask(async () => {
      await sleep(10);
      return 'went on';
    });
    const outer = loop.createTask(
      (function* () {
        yield* shield(inner);
      })(),
    );
    loop.callLater(1, () => outer.cancel());
    await expect(loop.runUntilComplete(outer)).rejects.toBeInstanceOf(CancelledError);
    await expect(loop.runUntilComplete(inner)).resolves.toBe('went on');
  });

  it('is cancelled when what it shields is cancelled', async () => {
    const { loop } = virtualLoop();
    const inner = loop.createFuture();
    loop.callLater(1, () => inner.cancel());
    await expect(loop.runUntilComplete(async () => await shield(inner))).rejects.toBeInstanceOf(CancelledError);
  });

  it('gives a future that is done already as it is', async () => {
    const { loop } = virtualLoop();
    const inner = loop.createFuture<number>();
    inner.setResult(1);
    expect(shield(inner)).toBe(inner);
  });

  it('reports what fails after it was cancelled', async () => {
    const { loop, reports } = virtualLoop();
    const inner = loop.createFuture();
    const error = new Error('lost');
    await loop.runUntilComplete(async () => {
      const outer = shield(inner);
      outer.cancel();
      inner.setException(error);
      await sleep(1);
    });
    expect(reports).toHaveLength(1);
    expect(reports[0]!.exception).toBe(error);
    expect(reports[0]!.future === inner).toBe(true);
  });

  it('leaves the future it shields usable by others', async () => {
    const { loop } = virtualLoop();
    const inner = loop.createFuture<number>();
    const calls: number[] = [];
    inner.addDoneCallback((done) => calls.push(done.result()));
    await loop.runUntilComplete(async () => {
      shield(inner).cancel();
      inner.setResult(1);
      await sleep(1);
    });
    expect(calls).toEqual([1]);
  });
});
