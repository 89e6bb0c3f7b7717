/**
 * The kernel of this system: its poller, its system calls, its resolver.
 *
 * @packageDocumentation
 */
export { catchAlways, catchOnce, endCatchOnce, wasCaughtOnce } from './catch-once.ts';
export { nativePollers, type PollerName } from './choose-poller.ts';
export { inotifyAddWatch, inotifyInit, inotifyMasks, inotifyRmWatch } from './inotify.ts';
export { eventfd, pidfdOpen, timerfd } from './linux-descriptors.ts';
export { BindingError } from './load-binding.ts';
export { type NativeKernel, type NativeKernelOptions, nativeKernel, nativeSocketCalls } from './native-kernel.ts';
