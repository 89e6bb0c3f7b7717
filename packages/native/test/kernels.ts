import { createLoop, type Loop } from '@tsyncio/core';
import { afterEach } from 'vitest';
import { nativeKernel } from '../src/index.ts';

/** Closed after each test. */
export const open: { close(): void }[] = [];

afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

export function newLoop(): Loop {
  const loop = createLoop([], nativeKernel());
  open.push(loop);
  return loop;
}

export function newKernel(): ReturnType<typeof nativeKernel> {
  const kernel = nativeKernel();
  open.push(kernel);
  return kernel;
}

/** A connected pair of descriptors, closed at the end of the test. */
export function pairOf({ sockets }: Pick<ReturnType<typeof nativeKernel>, 'sockets'>): [number, number] {
  const fds = sockets.pair(sockets.constants.AF_UNIX ?? 1, sockets.constants.SOCK_STREAM ?? 1, 0);
  if (typeof fds === 'number') throw new Error(`no pair: ${fds}`);
  open.push({ close: () => fds.forEach((fd) => void sockets.close(fd)) });
  return [...fds];
}
