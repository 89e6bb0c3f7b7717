import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../../test-support/failure-of.ts';
import { createLoop, type Loop, sleep } from '../../src/index.ts';
import { virtualKernel } from '../virtual-kernel.ts';

const broken = new Error('the machine is on fire');

/** A loop, and what its kernel says when it cannot go on. */
function loopThatCanFail(): { readonly loop: Loop; readonly fail: (reason: unknown) => void } {
  const kernel = virtualKernel();
  let fail: (reason: unknown) => void = () => {};
  const { attach } = kernel.turns;
  kernel.turns.attach = (turn, told) => {
    fail = told as typeof fail;
    attach.call(kernel.turns, turn);
  };
  return { loop: createLoop([], kernel), fail: (reason) => fail(reason) };
}

describe('a kernel that cannot go on', () => {
  test('ends the run with its reason; the loop can be closed', async () => {
    const { loop, fail } = loopThatCanFail();
    setImmediate(fail, broken);
    expect(await failureOf(() => loop.runForever())).toBe(broken);
    expect(loop.isRunning()).toBe(false);
    loop.close();
    expect(loop.isClosed()).toBe(true);
  });

  test('ends a run for a future, which stays pending', async () => {
    const { loop, fail } = loopThatCanFail();
    const future = loop.createFuture<void>();
    setImmediate(fail, broken);
    expect(await failureOf(() => loop.runUntilComplete(future))).toBe(broken);
    expect(future.done()).toBe(false);
    loop.close();
  });

  test('in the middle of a turn lets that turn end, and no other begin', async () => {
    const { loop, fail } = loopThatCanFail();
    const seen: string[] = [];
    loop.callSoon(() => {
      loop.callSoon(() => seen.push('next'));
      fail(broken);
      seen.push('this');
    });
    loop.callSoon(() => seen.push('beside'));
    expect(await failureOf(() => loop.runForever())).toBe(broken);
    expect(seen).toEqual(['this', 'beside']);
    loop.close();
  });

  test('says so in vain when nothing runs, when a run is about to end, and after the loop is closed', async () => {
    const { loop, fail } = loopThatCanFail();
    fail(broken);
    await loop.runUntilComplete(async () => {
      await sleep(0);
      loop.callSoon(() => {
        loop.stop();
        setImmediate(fail, broken);
      });
    });
    loop.close();
    expect(() => fail(broken)).not.toThrow();
  });

  test('that can go on again runs the loop anew', async () => {
    const { loop, fail } = loopThatCanFail();
    setImmediate(fail, broken);
    await failureOf(() => loop.runForever());
    expect(await loop.runUntilComplete(async () => 'again')).toBe('again');
    loop.close();
  });
});
