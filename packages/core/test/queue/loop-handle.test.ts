import type { Handle, Loop } from '@tsyncio/core';
import { afterEach, describe, expect, it } from 'vitest';
import { virtualLoop } from '../virtual-loop.ts';

const { loop }: { loop: Loop } = virtualLoop();
afterEach(async () => {
  loop.stop();
  await loop.runForever();
});

// Looking at the reference keeps what it leads to until the end of that job.
async function collected(reference: WeakRef<object>): Promise<boolean> {
  for (let round = 0; round < 5; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
  return reference.deref() === undefined;
}

describe('a handle that was cancelled', () => {
  it.each<[string, (argument: object) => Handle]>([
    ['callSoon', (argument) => loop.callSoon((_argument: object) => {}, argument)],
    ['callLater', (argument) => loop.callLater(1000, (_argument: object) => {}, argument)],
  ])('holds neither the callback of %s nor its arguments', async (_method, schedule) => {
    let argument: object | null = { large: true };
    const reference = new WeakRef(argument);
    const handle = schedule(argument);
    argument = null;
    handle.cancel();
    expect(await collected(reference)).toBe(true);
    expect(handle.cancelled()).toBe(true);
  });
});
