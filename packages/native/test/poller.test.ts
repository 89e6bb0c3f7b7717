import { READABLE, WRITABLE } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { newKernel, pairOf } from './kernels.ts';

describe('the poller', () => {
  test('is level-triggered, tells reading and writing apart, and a hang-up as both', () => {
    const kernel = newKernel();
    const { turns, poller, sockets } = kernel;
    const [left, right] = pairOf(kernel);
    const ready = (): number[] => [...(poller?.events.subarray(0, 2 * turns.poll()) ?? [])];
    expect(poller?.register(right, WRITABLE)).toBe(0);
    expect(ready()).toEqual([right, WRITABLE]);
    expect(poller?.modify(right, READABLE)).toBe(0);
    expect(ready()).toEqual([]);
    sockets.send(left, Buffer.from('x'), 0, 0);
    for (let i = 0; i < 3; i++) expect(ready()).toEqual([right, READABLE]);
    sockets.shutdown(left, 2);
    expect(ready()).toEqual([right, READABLE | WRITABLE]);
    expect(poller?.unregister(right)).toBe(0);
    expect(ready()).toEqual([]);
  });

  test('answers a negated error number for what it cannot watch', async () => {
    const { constants } = await import('node:os');
    const { openSync, closeSync } = await import('node:fs');
    const kernel = newKernel();
    const file = openSync(import.meta.filename, 'r');
    const [left] = pairOf(kernel);
    expect(kernel.poller?.register(file, READABLE)).toBe(-constants.errno.EPERM);
    expect(kernel.poller?.register(2 ** 30, READABLE)).toBe(-constants.errno.EBADF);
    expect(kernel.poller?.modify(left, READABLE)).toBe(-constants.errno.ENOENT);
    expect(kernel.poller?.unregister(left)).toBe(-constants.errno.ENOENT);
    closeSync(file);
  });
});
