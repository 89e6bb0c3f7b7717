import type { Kernel } from '@tsyncio/core';
import { BindingError, nativeKernel } from '@tsyncio/native';
import { kernelWithoutAddon } from './kernel-without-addon.ts';

/** The native kernel; where its addon is missing, one with timers and tasks whose sockets say what is missing when they are used. */
export function standardKernel(): Kernel {
  try {
    return nativeKernel();
  } catch (error) {
    if (!(error instanceof BindingError)) throw error;
    return kernelWithoutAddon(error);
  }
}
