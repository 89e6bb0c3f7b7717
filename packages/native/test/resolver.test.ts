import { describe, expect, test } from 'vitest';
import { runProgramOf, success } from '../../../test-support/run-program.ts';
import { nativeKernel } from '../src/index.ts';

/** These start processes. */
const SLOW = { timeout: 180_000 };

describe('the resolver', () => {
  test('refuses an address that is none with EINVAL', async () => {
    const kernel = nativeKernel();
    await expect(kernel.resolver.getnameinfo({ host: 'localhost', port: 80 }, 0)).rejects.toMatchObject({
      code: 'EINVAL',
      syscall: 'getnameinfo',
    });
    kernel.close();
  });

  test('is left in the middle of many questions by a process that exits', SLOW, async () => {
    expect(await runProgramOf(import.meta.url, 'terminate-resolving', { args: ['exit'] })).toEqual({ ...success(''), code: 7 });
  });

  test('is left in the middle of many questions by worker threads that are terminated: nothing crashes', SLOW, async () => {
    expect(await runProgramOf(import.meta.url, 'terminate-resolving')).toEqual(success('[1,1,1,1]\n'));
  });
});
