import { allTasks } from '@tsyncio/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { playTaskTree, type TaskTreePlayer } from './play-task-tree.ts';
import type { TaskRecord } from './task-record.ts';
import { type Body, type Step, type TaskTree, taskTrees } from './task-tree.ts';

const kinds: Body['kind'][] = ['async function', 'generator'];

async function holds(trees: fc.Arbitrary<TaskTree>, numRuns: number, check: (player: TaskTreePlayer) => void): Promise<void> {
  await fc.assert(
    fc.asyncProperty(trees, async (tree) => check(await playTaskTree(tree))),
    { numRuns },
  );
}

function hasReason({ askedAt, waitedFor }: TaskRecord): boolean {
  return askedAt.length > 0 || waitedFor.some((future) => future.cancelled());
}

describe('a random tree of tasks with everything in it', () => {
  const trees = taskTrees({
    kinds,
    leaves: ['sleep', 'sleep', 'sleep', 'sleep', 'sleep', 'foreign', 'foreign', 'wait', 'throw', 'cancelSelf', 'uncancel', 'cancel'],
    swallow: ['nothing', 'nothing', 'cancellation', 'cancellation, with uncancel', 'everything'],
    last: 2,
    cancellations: 4,
  });

  it('comes to its end: every finally runs once, every done callback once, no task is left', async () => {
    await holds(trees, 200, ({ loop, records, tries, surprises }) => {
      expect(tries.filter(({ finals }) => finals !== 1)).toEqual([]);
      expect(records.filter(({ doneAt }) => doneAt.length !== 1)).toEqual([]);
      expect(allTasks(loop).size).toBe(0);
      expect(surprises).toEqual([]);
    });
  });

  it('gives every task its own result, an error that was thrown, or a cancellation that somebody asked for', async () => {
    await holds(trees, 200, ({ records, errors }) => {
      for (const record of records) {
        const { task } = record;
        if (task.cancelled()) expect(hasReason(record) && !(record.returned && record.undelivered === 0)).toBe(true);
        else if (task.exception() === null) expect(task.result() === record).toBe(true);
        else expect(errors).toContain(task.exception());
      }
    });
  });

  it('counts the cancellations of every task, and aborts its signal at the first', async () => {
    await holds(trees, 150, ({ records }) => {
      for (const { task, requests, askedAt, signal } of records) {
        expect(task.cancelling()).toBe(requests);
        expect(signal.aborted).toBe(askedAt.length > 0);
      }
    });
  });

  it('reports what fails behind a cancelled shield, and nothing else', async () => {
    await holds(trees, 200, ({ reports, shieldings }) => {
      const lost = shieldings.filter(({ inner, outer }) => outer.cancelled() && !inner.cancelled() && inner.exception() !== null);
      expect(reports).toHaveLength(lost.length);
      expect(new Set(reports.map(({ future }) => future))).toEqual(new Set(lost.map(({ inner }) => inner)));
    });
  });
});

describe('a random tree of tasks that let their cancellations out', () => {
  it('has exactly those tasks cancelled that were asked to, or waited for something cancelled', async () => {
    const trees = taskTrees({
      kinds,
      leaves: ['sleep', 'sleep', 'sleep', 'sleep', 'sleep', 'foreign', 'cancelSelf', 'cancel'],
      swallow: ['nothing'],
      last: 2,
      cancellations: 4,
    });
    await holds(trees, 150, ({ records }) => {
      for (const record of records) expect(record.task.cancelled()).toBe(hasReason(record));
    });
  });

  it('has each of them done at the moment in which it was asked, when none takes time to clean up', async () => {
    const trees = taskTrees({
      kinds,
      leaves: ['sleep', 'sleep', 'sleep', 'cancelSelf', 'cancel'],
      swallow: ['nothing'],
      last: 0,
      cancellations: 4,
    });
    await holds(trees, 150, ({ records }) => {
      for (const { askedAt, doneAt } of records) if (askedAt.length > 0) expect(doneAt).toEqual([askedAt[0]]);
    });
  });
});

describe('a random tree of tasks without cancellations', () => {
  it('takes as long as its longest path', async () => {
    const trees = taskTrees({ kinds, leaves: ['sleep', 'foreign'], swallow: ['nothing'], last: 2, cancellations: 0 });
    await holds(trees, 150, ({ records }) => {
      for (const { body, createdAt, doneAt } of records) expect(doneAt).toEqual([createdAt + durationOf(body)]);
    });
  });
});

describe('a random tree of generator coroutines', () => {
  it('goes the same way in a run that blocks', async () => {
    const trees = taskTrees({
      kinds: ['generator'],
      leaves: ['sleep', 'sleep', 'sleep', 'sleep', 'wait', 'throw', 'cancelSelf', 'uncancel', 'cancel'],
      swallow: ['nothing', 'cancellation', 'cancellation, with uncancel', 'everything'],
      last: 2,
      cancellations: 4,
    });
    const goesTheSameWay = async (tree: TaskTree): Promise<void> => {
      expect((await playTaskTree(tree, 'runForeverSync')).trace).toEqual((await playTaskTree(tree, 'runForever')).trace);
    };
    await fc.assert(fc.asyncProperty(trees, goesTheSameWay), { numRuns: 200 });
  });
});

function durationOf({ kind, steps }: Body): number {
  return sum(steps.map((step) => durationOfStep(step, kind)));
}

function durationOfStep(step: Step, kind: Body['kind']): number {
  const inTurn = (steps: Step[]): number => durationOf({ kind, steps });
  switch (step.do) {
    case 'sleep':
    case 'foreign':
      return step.delay;
    case 'child':
      return step.then === 'leave' ? 0 : durationOf(step.body);
    case 'children':
      return Math.max(0, ...step.bodies.map(durationOf));
    case 'parts':
      return kind === 'generator' ? sum(step.parts.map(inTurn)) : Math.max(0, ...step.parts.map(inTurn));
    case 'try':
      return inTurn(step.steps) + inTurn(step.last);
    default:
      return 0;
  }
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
