import { expect } from 'vitest';
import type { ExceptionContext, Loop } from '../packages/core/src/index.ts';

/**
 * Run a test body as a task of the loop, for so many milliseconds at most: what takes longer waits for something that will not come. Nothing may
 * have been reported to the exception handler that the body did not take out of `reports`.
 */
export async function runTestBody(loop: Loop, patience: number, body: (reports: ExceptionContext[]) => Promise<void>): Promise<void> {
  const reports: ExceptionContext[] = [];
  loop.setExceptionHandler((_loop, context) => reports.push(context));
  const task = loop.createTask(() => body(reports));
  const watchdog = setTimeout(() => task.cancel('the test waited too long'), patience);
  try {
    await loop.runUntilComplete(task);
    expect(reports).toEqual([]);
  } finally {
    clearTimeout(watchdog);
  }
}
