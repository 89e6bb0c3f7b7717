import { setTimeout as later } from 'node:timers/promises';

/** Long enough for anything here on a slow machine. */
const PATIENCE = 100_000;

/** Wait until `condition` holds, which other threads or processes bring about. */
export async function until(condition: () => boolean, what = 'it'): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`${what} did not happen`);
    await later(1);
  }
}
