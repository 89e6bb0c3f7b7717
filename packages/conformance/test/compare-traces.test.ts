import { expect, it } from 'vitest';
import { compareTraces, type Difference, showDifference } from '../src/compare-traces.ts';

it('finds no difference between equal traces, in whatever order objects have their keys', () => {
  expect(compareTraces([['a', { x: 1, y: [2] }]], [['a', { y: [2], x: 1 }]])).toBeNull();
});

it('finds the first line that differs', () => {
  const difference = compareTraces([['a'], ['b', 1], ['c']], [['a'], ['b', 2], ['d']]);
  expect(difference).toEqual({ line: 2, ours: ['b', 1], theirs: ['b', 2], before: [['a']] });
  expect(showDifference(difference as Difference)).toBe(
    ['line 2 differs', '           ["a"]', '  tsyncio: ["b",1]', '  CPython: ["b",2]'].join('\n'),
  );
});

it('finds where one trace ends before the other', () => {
  expect(compareTraces([['a']], [['a'], ['b']])).toMatchObject({ line: 2, ours: undefined, theirs: ['b'] });
  expect(showDifference(compareTraces([['a'], ['b']], [['a']]) as Difference, 'adapted')).toContain('adapted: (the trace ends)');
});

it('tells text from numbers, and nothing from missing values', () => {
  expect(compareTraces([['a', 1]], [['a', '1']])).not.toBeNull();
  expect(compareTraces([['a', null]], [['a']])).not.toBeNull();
});
