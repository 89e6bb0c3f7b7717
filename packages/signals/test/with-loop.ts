import { createLoop, type ExceptionContext, type Loop, type SignalApi, sleep } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { type NativeKernel, nativeKernel } from '@tsyncio/native';
import { expect } from 'vitest';
import { runTestBody } from '../../../test-support/run-test-body.ts';
import { signals } from '../src/index.ts';

export type TestLoop = Loop & SignalApi;

/** A test body that takes longer than this waits for something that will not come. */
const PATIENCE = 100_000;

export function newLoop(kernel: NativeKernel = nativeKernel()): TestLoop {
  return createLoop([signals()], kernel);
}

/**
 * Run a test body as a task on a loop of its own. Afterwards nothing may have been reported to the exception handler that the body did not
 * take out of `reports`; once the loop is closed, nothing may be watched.
 */
export async function withLoop(
  body: (loop: TestLoop, reports: ExceptionContext[]) => Promise<void>,
  kernel: NativeKernel = nativeKernel(),
): Promise<void> {
  const loop = newLoop(kernel);
  try {
    await runTestBody(loop, PATIENCE, (reports) => body(loop, reports));
  } finally {
    loop.close();
    expect(stateOf(loop).readiness.size, 'watched descriptors').toBe(0);
  }
}

/** Have this process sent a signal by itself, which arrives before this returns. */
export function raise(signal: NodeJS.Signals | number, times = 1): void {
  for (let i = 0; i < times; i++) process.kill(process.pid, signal);
}

/** Let the loop take turns until `condition` holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(1);
}
