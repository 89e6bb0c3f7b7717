/**
 * The kernel of this system: its poller, its system calls, its resolver.
 *
 * @packageDocumentation
 */
export { inotifyAddWatch, inotifyInit, inotifyMasks, inotifyRmWatch } from './inotify.ts';
export { eventfd, pidfdOpen, timerfd } from './linux-descriptors.ts';
export { BindingError } from './load-binding.ts';
export { type NativeKernel, nativeKernel, nativeSocketCalls } from './native-kernel.ts';
