import type { Files } from '@tsyncio/core/area';
import type { Binding } from './binding.ts';

/** The file calls of the addon, as kernels give them. */
export function nativeFiles(binding: Binding): Files {
  return { sendfile: binding.sendfile, seek: binding.seek };
}
