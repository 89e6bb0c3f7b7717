import { PIPE } from '@tsyncio/core';
import { expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { killTree, startProcess } from '../src/index.ts';
import { withLoop } from './with-loop.ts';

test('startProcess without a loop says so', async () => {
  const needsLoop = 'startProcess needs a loop with subprocessExec as its first argument, got ';
  expect(await failureOf(() => startProcess(undefined as never, ['true']))).toEqual(new TypeError(`${needsLoop}undefined`));
  expect(await failureOf(() => startProcess(['true'] as never, { stdin: PIPE } as never))).toEqual(new TypeError(`${needsLoop}object`));
});

test('communicate says that its options or its signal are none', () =>
  withLoop(async (loop) => {
    await using child = await startProcess(loop, ['cat'], { stdin: PIPE, stdout: PIPE });
    expect(await failureOf(() => child.communicate('', null as never))).toEqual(
      new TypeError('communicate needs an options object, got null'),
    );
    expect(await failureOf(() => child.communicate('', { signal: {} as never }))).toEqual(
      new TypeError('signal must be an AbortSignal, got object'),
    );
    expect(String((await child.communicate('unharmed')).stdout)).toBe('unharmed');
  }));

test('killTree says that its options are none', () =>
  withLoop(async (loop) => {
    await using child = await startProcess(loop, ['sleep', '100'], { processGroup: 0 });
    expect(await failureOf(() => killTree(child, null as never))).toEqual(new TypeError('killTree needs an options object, got null'));
    expect(child.returncode).toBeNull();
    expect(await killTree(child)).toBe(-15);
  }));
