import { createLoop, type ExceptionContext, type ExecutorApi, type Loop } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { runTestBody } from '../../../test-support/run-test-body.ts';
import { executors } from '../src/index.ts';

export type TestLoop = Loop & ExecutorApi;

/** A test body that takes longer than this waits for something that will not come. */
const PATIENCE = 100_000;

export function newLoop(): TestLoop {
  return createLoop([executors()], nativeKernel());
}

/** Run a test body as a task on a loop of its own; nothing may have been reported to the exception handler that it did not take out of `reports`. */
export async function withLoop(body: (loop: TestLoop, reports: ExceptionContext[]) => Promise<void>): Promise<void> {
  const loop = newLoop();
  try {
    await runTestBody(loop, PATIENCE, (reports) => body(loop, reports));
  } finally {
    await loop.runUntilComplete(loop.shutdownDefaultExecutor());
    loop.close();
  }
}
