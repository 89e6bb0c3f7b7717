import { type AnySocketApi, createLoop, type ExceptionContext, type Loop, type SocketApi, sleep, type TransportApi } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { sockets } from '@tsyncio/sockets';
import { expect } from 'vitest';
import { runTestBody } from '../../../test-support/run-test-body.ts';
import { transports } from '../src/index.ts';

export type TestLoop = Loop & AnySocketApi & SocketApi & TransportApi;

/** A test body that takes longer than this waits for something that will not come. */
const PATIENCE = 100_000;

export function newLoop(): TestLoop {
  return createLoop([sockets(), transports()], nativeKernel());
}

/**
 * Run a test body as a task on a loop of its own. Afterwards nothing may be watched any more, and nothing may have been reported to the
 * exception handler that the body did not take out of `reports`.
 */
export async function withLoop(body: (loop: TestLoop, reports: ExceptionContext[]) => Promise<void>): Promise<void> {
  const loop = newLoop();
  try {
    await runTestBody(loop, PATIENCE, (reports) => body(loop, reports));
    expect(stateOf(loop).readiness.size, 'watched descriptors').toBe(0);
  } finally {
    loop.close();
  }
}

/** Let the loop take some turns. */
export async function turns(count = 1): Promise<void> {
  for (let i = 0; i < count; i++) await sleep(0);
}

/** Let the loop take turns until `condition` holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(0);
}
