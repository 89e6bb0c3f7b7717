import { isMainThread } from 'node:worker_threads';
import type { LoopCapabilities } from '../interfaces/capabilities.ts';
import type { Kernel } from '../interfaces/kernel/kernel.ts';

/** Implements {@link Loop.capabilities}. */
export function capabilitiesOf(kernel: Kernel, areas: readonly { readonly name: string }[]): LoopCapabilities {
  const has = (part: keyof Kernel): boolean => kernel.unavailable === undefined && kernel[part] !== undefined;
  return Object.freeze({
    kernel: kernel.name,
    native: kernel.native === true,
    areas: Object.freeze(areas.map(({ name }) => name)),
    descriptors: has('poller'),
    sockets: has('sockets'),
    sendfile: has('files'),
    dns: has('resolver'),
    pipes: has('pipes'),
    unixSockets: has('paths'),
    // Those of this process have one thread that handles them.
    signals: has('signals') && (isMainThread || kernel.native !== true),
    subprocess: has('processes'),
  });
}
