import { expect } from 'vitest';

/** Collect garbage until `condition` holds. */
export async function collectUntil(condition: () => boolean): Promise<void> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('these tests need --expose-gc');
  for (let i = 0; i < 200 && !condition(); i++) {
    gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(condition()).toBe(true);
}
