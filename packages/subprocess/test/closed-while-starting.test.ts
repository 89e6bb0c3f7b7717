import { DEVNULL } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { allDescriptors } from '../../../test-support/open-descriptors.ts';
import { spawnInTerminal } from '../src/index.ts';
import { ChildRecorder, start } from './child-recorder.ts';
import { children, newLoop, type TestLoop } from './with-loop.ts';

const WAYS: readonly (readonly [what: string, begin: (loop: TestLoop) => Promise<unknown>])[] = [
  ['with pipes', (loop) => start(loop, ['cat'], { stderr: DEVNULL })],
  ['in a terminal', (loop) => spawnInTerminal(loop, () => new ChildRecorder(), ['cat'], { columns: 80, rows: 24 })],
];

describe.each(WAYS)('a child %s whose loop is closed while it starts', (_what, begin) => {
  test.each([0, 1, 2, 3, 4, 5, 6])('after %i turns leaves neither child nor descriptor', async (turns) => {
    const before = allDescriptors();
    const loop = newLoop();
    loop.createTask(async () => {
      await begin(loop);
    });
    for (let turn = 0; turn < turns; turn++) {
      loop.callSoon(() => loop.stop());
      await loop.runForever();
    }
    loop.close();
    expect(children()).toEqual([]);
    expect(allDescriptors().filter((each) => !before.includes(each))).toEqual([]);
  });
});
