/**
 * The kernel of this system: its poller, its system calls, its resolver.
 *
 * @packageDocumentation
 */
export { BindingError } from './load-binding.ts';
export { type NativeKernel, nativeKernel, nativeSocketCalls } from './native-kernel.ts';
