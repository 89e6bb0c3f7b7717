import { createLoop, sleep } from '@tsyncio/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { virtualKernel } from '../virtual-kernel.ts';
import { virtualLoop } from '../virtual-loop.ts';

afterEach(() => vi.restoreAllMocks());

/** Everything said while `run` runs, whichever way: printed, as a warning of the process or to the exception handler. */
async function saidBy(reports: readonly { message: string }[], run: () => unknown): Promise<string> {
  const said: string[] = [];
  for (const method of ['error', 'warn', 'log', 'info'] as const)
    vi.spyOn(console, method).mockImplementation((...line: unknown[]) => void said.push(line.map(String).join(' ')));
  vi.spyOn(process, 'emitWarning').mockImplementation((warning: string | Error) => void said.push(String(warning)));
  await run();
  return [...said, ...reports.map(({ message }) => message)].join('\n');
}

describe('debug mode', () => {
  it('is off unless asked for, and can be switched', () => {
    const loop = createLoop([], virtualKernel());
    expect(loop.getDebug()).toBe(false);
    loop.setDebug(true);
    expect(loop.getDebug()).toBe(true);
    loop.setDebug(false);
    expect(loop.getDebug()).toBe(false);
  });

  it('is on from the beginning when the environment variable TSYNCIO_DEBUG is set and not empty', () => {
    vi.stubEnv('TSYNCIO_DEBUG', '1');
    expect(createLoop([], virtualKernel()).getDebug()).toBe(true);
    vi.stubEnv('TSYNCIO_DEBUG', '');
    expect(createLoop([], virtualKernel()).getDebug()).toBe(false);
    vi.unstubAllEnvs();
  });

  it('is shown in the text of the loop, with its state', () => {
    const loop = createLoop([], virtualKernel());
    expect(`${loop}`).toBe('<EventLoop running=false closed=false debug=false>');
    loop.setDebug(true);
    loop.close();
    expect(`${loop}`).toBe('<EventLoop running=false closed=true debug=true>');
  });

  it('finds callbacks slow from 100 ms on, which can be changed for each loop', () => {
    const loop = createLoop([], virtualKernel());
    const other = createLoop([], virtualKernel());
    expect(loop.slowCallbackDuration).toBe(100);
    loop.slowCallbackDuration = 5;
    expect(loop.slowCallbackDuration).toBe(5);
    expect(other.slowCallbackDuration).toBe(100);
  });

  it('tells of a callback that ran as long as slowCallbackDuration', async () => {
    const { loop, kernel, reports } = virtualLoop();
    loop.setDebug(true);
    loop.callSoon(function takesLong() {
      kernel.advance(150);
    });
    loop.callLater(200, loop.stop);
    expect(await saidBy(reports, () => loop.runForever())).toContain('takesLong');
  });

  it('says nothing about callbacks that are fast enough', async () => {
    const { loop, kernel, reports } = virtualLoop();
    loop.setDebug(true);
    loop.slowCallbackDuration = 200;
    loop.callSoon(() => kernel.advance(150));
    loop.callLater(200, loop.stop);
    expect(await saidBy(reports, () => loop.runForever())).toBe('');
  });

  it('tells of a task that swallowed its cancellation', async () => {
    const { loop, reports } = virtualLoop();
    loop.setDebug(true);
    const task = loop.createTask(
      async () => {
        try {
          await sleep(1000);
        } catch {
          // Swallowed.
        }
        return 'went on';
      },
      { name: 'swallows' },
    );
    loop.callLater(1, () => task.cancel());
    const said = await saidBy(reports, async () => expect(await loop.runUntilComplete(task)).toBe('went on'));
    expect(said).toContain('swallows');
  });

  it('tells when a cancellation is spent on a loser of Promise.race', async () => {
    const { loop, reports } = virtualLoop();
    loop.setDebug(true);
    const loser = loop.createFuture();
    let release = (): void => {};
    const foreign = new Promise<void>((resolve) => {
      release = resolve;
    });
    const task = loop.createTask(
      async () => {
        await Promise.race([sleep(1), loser]);
        await foreign;
      },
      { name: 'raced' },
    );
    loop.callLater(5, () => {
      task.cancel();
      release();
    });
    const said = await saidBy(reports, () => loop.runUntilComplete(task).catch(() => {}));
    expect(said).toContain('raced');
  });
});
