import { describe, expect, test } from 'vitest';
import { runProgramOf, success } from '../../../test-support/run-program.ts';
import { nativePollers } from '../src/index.ts';

/** These start processes. */
const SLOW = { timeout: 180_000 };

describe('the process', () => {
  test('ends by itself when a loop was made and never ran', SLOW, async () => {
    expect(await runProgramOf(import.meta.url, 'end-by-itself', { args: ['never run'] })).toEqual(success('made\n'));
  });

  test('ends by itself when a loop that never ran has a timer', SLOW, async () => {
    expect(await runProgramOf(import.meta.url, 'end-by-itself', { args: ['never run, with a timer'] })).toEqual(success('made\n'));
  });

  test('ends by itself when a loop ran, holds a timer and was not closed', SLOW, async () => {
    expect(await runProgramOf(import.meta.url, 'end-by-itself', { args: ['run and not closed'] })).toEqual(success('ran\n'));
  });

  test('stays alive while a loop runs that has nothing to do', SLOW, async () => {
    expect(await runProgramOf(import.meta.url, 'end-by-itself', { args: ['waits forever'] })).toEqual(success('stopped\n'));
  });

  test('can be ended in a callback', SLOW, async () => {
    expect(await runProgramOf(import.meta.url, 'end-by-itself', { args: ['exits in a callback'] })).toEqual({ ...success(''), code: 7 });
  });

  test('can be ended in a callback that the poller entered', SLOW, async () => {
    expect(await runProgramOf(import.meta.url, 'end-by-itself', { args: ['exits in a timer'] })).toEqual({ ...success(''), code: 7 });
  });

  test('survives an exception handler that throws', SLOW, async () => {
    const ended = await runProgramOf(import.meta.url, 'end-by-itself', { args: ['throws in its exception handler'] });
    expect(ended).toEqual(success('Unhandled error in exception handler\nwent on\n'));
  });
});

describe.each(nativePollers())('worker threads with %s', (poller) => {
  test('run loops beside the one of the main thread', SLOW, async () => {
    expect(await runProgramOf(import.meta.url, 'loop-in-worker', { args: [poller] })).toEqual(success('{"there":30,"here":20}\n'));
  });

  test('terminated in the middle of a poll give everything back: poller, timer, wake-up and sockets', SLOW, async () => {
    expect(await runProgramOf(import.meta.url, 'terminate-worker', { args: [poller] })).toEqual(success('{"held":true,"left":[]}\n'));
  });
});

describe.each(nativePollers())('a worker thread blocked in %s', (poller) => {
  test('can be terminated, and gives everything back', SLOW, async () => {
    const ended = await runProgramOf(import.meta.url, 'terminate-blocked-worker', { args: [poller] });
    expect(ended).toEqual(success('{"exitCode":1,"left":[]}\n'));
  });
});

describe.each(nativePollers())('descriptors of %s', (poller) => {
  test('of 1,000 loops that ran and were closed are all given back', SLOW, async () => {
    expect(await runProgramOf(import.meta.url, 'many-loops', { args: ['1000', 'breathe', poller] })).toEqual(success('{"left":[]}\n'));
  });

  test('of a loop are given back by close itself, not some time later', SLOW, async () => {
    expect(await runProgramOf(import.meta.url, 'many-loops', { args: ['200', 'at once', poller], descriptors: 200 })).toEqual(
      success('{"left":[]}\n'),
    );
  });
});
