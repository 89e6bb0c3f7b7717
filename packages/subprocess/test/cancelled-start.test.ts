import { CancelledError } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { ChildRecorder, end, type Started, start } from './child-recorder.ts';
import { children, turns, until, withLoop } from './with-loop.ts';

describe('a start that is cancelled', () => {
  // Zero turns: before the task began. From four or so on it is done.
  test.each([0, 1, 2, 3, 4, 5, 6, 7])('after %i turns leaves no child and no pipe', (count) =>
    withLoop(async (loop) => {
      const protocol = new ChildRecorder();
      let started: Started | null = null;
      const task = loop.createTask(async () => {
        started = await start(loop, ['sleep', '1000'], {}, protocol);
        await loop.createFuture<void>();
      });
      await turns(count);
      task.cancel();
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      if (started === null) {
        // The child was waited for.
        expect(children()).toEqual([]);
        if (count > 0) await until(() => protocol.lost);
        expect(protocol.events[0]).toBe(count > 0 ? 'made' : undefined);
      } else {
        const child = started as Started;
        expect(children()).toEqual([child.transport.getPid()]);
        child.transport.close();
        await end(child);
      }
    }),
  );

  test('without pipes leaves no child either', () =>
    withLoop(async (loop) => {
      const options = { stdin: null, stdout: null, stderr: null };
      const task = loop.createTask(() => start(loop, ['sleep', '1000'], options));
      await turns(1);
      expect(children()).toHaveLength(1);
      task.cancel();
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      expect(children()).toEqual([]);
      await turns(3);
    }));

  test('twice does not wait for the child, which is reaped all the same', () =>
    withLoop(async (loop) => {
      const protocol = new ChildRecorder();
      const task = loop.createTask(() => start(loop, ['sleep', '1000'], {}, protocol));
      await turns(1);
      task.cancel();
      await turns(1);
      task.cancel();
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      await until(() => children().length === 0 && protocol.lost);
    }));

  test('by one task of many leaves the others alone', () =>
    withLoop(async (loop) => {
      const tasks = Array.from({ length: 6 }, () => loop.createTask(() => start(loop, ['cat'])));
      await turns(1);
      for (const task of tasks.slice(0, 3)) task.cancel();
      for (const task of tasks.slice(0, 3)) expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      expect(children()).toHaveLength(3);
      for (const task of tasks.slice(3)) {
        const child = await task;
        child.transport.close();
        expect(await end(child)).toBe(-9);
      }
      await turns(3);
    }));

  test('once it has resolved, cancels only what comes after', () =>
    withLoop(async (loop) => {
      let started: Awaited<ReturnType<typeof start>> | null = null;
      const task = loop.createTask(async () => {
        started = await start(loop, ['cat']);
        await loop.createFuture<void>();
      });
      await until(() => started !== null);
      task.cancel();
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      const child = started as unknown as Awaited<ReturnType<typeof start>>;
      expect(child.transport.getReturncode()).toBeNull();
      child.transport.close();
      await end(child);
    }));
});
