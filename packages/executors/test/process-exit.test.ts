import { describe, expect, test } from 'vitest';
import { type Ended, runProgramOf, success } from '../../../test-support/run-program.ts';
import { until } from './until.ts';

function run(kind: string, scene: string): Promise<Ended> {
  return runProgramOf(import.meta.url, 'exit', { args: [kind, scene] });
}

describe.concurrent.each(['thread', 'process'])('a program with a pool of kind %s', (kind) => {
  test('ends while its pool is idle, though nobody shut it down', async () => {
    expect(await run(kind, 'idle')).toEqual(success('result\nexit\n'));
  });

  test('ends with a pool that it never used', async () => {
    expect(await run(kind, 'unused')).toEqual(success('nothing was done\nexit\n'));
  });

  test('ends when all that was submitted is done, though nobody waits for it', async () => {
    expect(await run(kind, 'pending')).toEqual(success('one\ntwo\nthree\nexit\n'));
  });

  test('ends after its work when it does not wait for shutdown', async () => {
    expect(await run(kind, 'not waiting for shutdown')).toEqual(success('result\nexit\n'));
  });

  test('is not ended by a failure of work that nobody asks for', async () => {
    expect(await run(kind, 'failure nobody asks for')).toEqual(success('result\nexit\n'));
  });

  test('may exit while a worker is busy, and no process is left', async () => {
    const { code, stdout, stderr } = await run(kind, 'exit while busy');
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    await untilGone(Number.parseInt(stdout, 10));
  });

  test('may fail, and no process is left', async () => {
    const { code, stdout, stderr } = await run(kind, 'uncaught error');
    expect(code).toBe(1);
    expect(stderr).toContain('Error: uncaught');
    await untilGone(Number.parseInt(stdout, 10));
  });

  test('may submit while it exits: nothing comes of it', async () => {
    expect(await run(kind, 'submit while exiting')).toEqual(success('exit\nsurvived\n'));
  });

  test('is refused what it submits while it exits, though it has submitted nothing before', async () => {
    expect(await run(kind, 'submit for the first time while exiting')).toEqual(success('exit\nERR_EXECUTOR_SHUTDOWN\n'));
  });

  test('shows what the work prints', async () => {
    const { code, stdout, stderr } = await run(kind, 'printing');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'from the worker\nexit\n', stderr: 'on its standard error\n' });
  });
});

test('a worker process ends when its program was killed', async () => {
  const { signal, stdout } = await run('process', 'killed while idle');
  expect(signal).toBe('SIGKILL');
  await untilGone(Number.parseInt(stdout, 10));
});

function untilGone(pid: number): Promise<void> {
  expect(pid).toBeGreaterThan(1);
  return until(() => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  }, `the end of process ${pid}`);
}
