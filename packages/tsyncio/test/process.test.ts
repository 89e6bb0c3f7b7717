import { describe, expect, test } from 'vitest';
import { runProgramOf, success } from '../../../test-support/run-program.ts';

/** These start processes. */
const SLOW = { timeout: 180_000 };

const ends = (name: string) => runProgramOf(import.meta.url, 'ends', { args: [name] });

describe('a process whose loops, sockets, timers and questions of names are all open', () => {
  test.for([
    'exit in a callback',
    'exit in a reader',
    'exit in a callback of a blocking run',
    'exit in a reader of a blocking run',
    'exit in a protocol',
    'exit while a worker thread is blocked in a run',
  ])('ends at once with the code that it asked for: %s', SLOW, async (name) => {
    expect(await ends(name)).toEqual({ ...success(''), code: 7 });
  });

  test('ends by itself when nothing runs', SLOW, async () => {
    expect(await ends('nothing runs')).toEqual(success('busy\n'));
  });

  test('ends by itself after a run that was stopped', SLOW, async () => {
    expect(await ends('a run that was stopped')).toEqual(success('stopped\n'));
  });

  test('goes on after a callback that fails', SLOW, async () => {
    expect(await ends('a callback fails')).toEqual(success('reported: out of a callback\n'));
  });

  test('ends with the error that nobody catches', SLOW, async () => {
    const { code, signal, stderr } = await ends('an error that nobody catches');
    expect({ code, signal }).toEqual({ code: 1, signal: null });
    expect(stderr).toContain('Error: out of a callback');
  });
});

test("a loop goes on after an error that the process's own handler caught", SLOW, async () => {
  expect(await ends('an error that the process catches')).toEqual(success('caught: out of a callback\n'));
});

test('thousands of loops that were closed leave no descriptor and no memory', SLOW, async () => {
  const { code, stdout } = await runProgramOf(import.meta.url, 'loops-and-memory', { args: ['2500', '2500'] });
  expect(code).toBe(0);
  const { left, grown } = JSON.parse(stdout);
  expect(left).toEqual([]);
  // The smallest thing that a loop could leave, its array of events, would be 20 MiB of them.
  expect(grown).toBeLessThan(8);
});
