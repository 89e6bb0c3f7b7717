import { createLoop, type Loop } from '@tsyncio/core';
import { afterEach, describe } from 'vitest';
import { type NativeKernel, nativeKernel, nativePollers, type PollerName } from '../src/index.ts';

/** Closed after each test. */
export const open: { close(): void }[] = [];

afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** Kernels with one poller. */
export interface Kernels {
  readonly poller: PollerName;
  newLoop(): Loop;
  newKernel(): NativeKernel;
}

/** The same tests with each poller that this platform has. */
export function withEachPoller(define: (kernels: Kernels) => void): void {
  for (const poller of nativePollers()) {
    const newKernel = (): NativeKernel => {
      const kernel = nativeKernel({ poller });
      open.push(kernel);
      return kernel;
    };
    const newLoop = (): Loop => {
      const loop = createLoop([], nativeKernel({ poller }));
      open.push(loop);
      return loop;
    };
    describe(`with ${poller}`, () => define({ poller, newLoop, newKernel }));
  }
}

/** A connected pair of descriptors, closed at the end of the test. */
export function pairOf({ sockets }: Pick<NativeKernel, 'sockets'>): [number, number] {
  const fds = sockets.pair(sockets.constants.AF_UNIX ?? 1, sockets.constants.SOCK_STREAM ?? 1, 0);
  if (typeof fds === 'number') throw new Error(`no pair: ${fds}`);
  open.push({ close: () => fds.forEach((fd) => void sockets.close(fd)) });
  return [...fds];
}
