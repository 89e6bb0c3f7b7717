import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import type { ChildProcess } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { runProgramOf, success } from '../../../test-support/run-program.ts';
import { nativeKernel } from '../src/index.ts';
import { request } from './children.ts';

/** These start processes. */
const SLOW = { timeout: 180_000 };

test('children of a kernel that closes are killed and reaped', () => {
  const kernel = nativeKernel();
  const children = Array.from({ length: 3 }, () => kernel.processes?.spawn(request('exec sleep 60')) as ChildProcess);
  kernel.close();
  for (const child of children) {
    expect(child.reap()).toBe(-constants.signals.SIGKILL);
    expect(child.kill(0)).toBe(-constants.errno.ESRCH);
    expect(() => process.kill(child.pid, 0)).toThrow('ESRCH');
  }
});

describe('children of a process that ends', () => {
  const left = (stdout: string): number[] => (JSON.parse(stdout) as number[]).filter((pid) => existsSync(`/proc/${pid}`));

  test.each([
    ['at its end', 0],
    ['with process.exit', 3],
    ['with process.exit, later', 3],
    ['with an error that nobody catches', 1],
    ['with a rejection that nobody handles', 1],
  ])('%s are killed and reaped', SLOW, async (way, code) => {
    const ended = await runProgramOf(import.meta.url, 'leave-children', { args: [way] });
    expect(ended).toMatchObject({ code, signal: null });
    expect(JSON.parse(ended.stdout)).toHaveLength(5);
    expect(left(ended.stdout)).toEqual([]);
  });
});

describe.skipIf(process.platform !== 'linux')('children of worker threads that are terminated (asks /proc: Linux only)', () => {
  test.each([
    ['descriptor', 'here'],
    ['descriptor', 'there only'],
    ['thread', 'here'],
    ['thread', 'there only'],
  ])('are killed and reaped, waited for by %s, with the addon loaded %s', SLOW, async (by, where) => {
    expect(await runProgramOf(import.meta.url, 'terminate-with-children', { args: [by, where] })).toEqual(
      success('{"there":20,"left":[],"open":[]}\n'),
    );
  });
});

test.skipIf(process.platform !== 'linux')(
  'a killed child that cannot be reaped at once is reaped later (asks /proc: Linux only)',
  SLOW,
  async () => {
    expect(await runProgramOf(import.meta.url, 'held-child')).toEqual(success('held\nkilled, not reaped\nreaped\n'));
  },
);
