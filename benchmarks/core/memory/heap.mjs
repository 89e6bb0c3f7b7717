// What the heap holds, and holds on to.
import { setTimeout as wait } from 'node:timers/promises';

/** Bytes in use, once everything that can be collected is. Finalizers run between collections. */
export async function bytesInUse() {
  for (let pass = 0; pass < 3; pass++) {
    globalThis.gc();
    await wait(5);
  }
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
