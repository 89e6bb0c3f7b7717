import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const execute = promisify(execFile);

/** Run a program with node, on the sources, from this package; what it printed. It fails unless the program exits by itself. */
async function run(program: string): Promise<string> {
  const options = ['--import', 'tsx', '--conditions=@tsyncio/source', '--input-type=module', '--eval'];
  const { stdout } = await execute(process.execPath, [...options, program], { cwd: import.meta.dirname, timeout: 100_000 });
  return stdout.trim();
}

describe('the process', () => {
  it('stays alive while a loop sleeps in its run, and exits by itself when the run has ended', async () => {
    const printed = await run(`
      import { createLoop } from '@tsyncio/core';
      const loop = createLoop([]);
      loop.callLater(1e9, () => {});
      // Nothing but the run itself holds the process: this timer does not.
      const timer = setTimeout(() => {
        console.log('still alive');
        loop.stop();
      }, 20);
      timer.unref();
      await loop.runForever();
      console.log('ended');
    `);
    expect(printed).toBe('still alive\nended');
  });

  it('exits by itself although a loop was never run, nor closed', async () => {
    const printed = await run(`
      import { createLoop, sleep } from '@tsyncio/core';
      const loop = createLoop([]);
      loop.callLater(1e9, () => {});
      loop.createTask(async () => await sleep(5));
      console.log('nothing to wait for');
    `);
    expect(printed).toBe('nothing to wait for');
  });
});
