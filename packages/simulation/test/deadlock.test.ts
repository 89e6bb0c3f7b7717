import { describe, expect, test } from 'vitest';
import { runProgram } from './run-program.ts';

const PROGRAM = 'programs/deadlock.ts';

describe('a hosted run', () => {
  test('that nothing can wake ends the process with a DeadlockError', async () => {
    const { code, stdout, stderr } = await runProgram(PROGRAM, 'waits for ever');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('DeadlockError: deadlock: nothing is ready and no timer is set; no descriptor is waited for');
  });

  test('goes on when the host wakes it', async () => {
    expect(await runProgram(PROGRAM, 'waits for the host')).toEqual({ code: 0, stdout: 'woken\n', stderr: '' });
  });

  test('that idles for a second of real time is told by a warning', async () => {
    const { code, stdout } = await runProgram(PROGRAM, 'idles long');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^TsyncioWarning: a simulated run is idle: nothing is ready and no timer is set; no descriptor is waited for\./);
  });

  test('that ends leaves nothing that keeps the process', async () => {
    expect(await runProgram(PROGRAM, 'ends')).toEqual({ code: 0, stdout: 'at 3600000\n', stderr: '' });
  });
});
