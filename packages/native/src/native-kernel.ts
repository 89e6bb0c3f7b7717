import type { Clock, Kernel, ResolverKernel, SocketCalls, SocketKernel } from '@tsyncio/core/area';
import { loadBinding } from './load-binding.ts';
import { nativeFiles } from './native-files.ts';
import { nativeResolver } from './native-resolver.ts';
import { nativeSockets } from './native-sockets.ts';
import { NativeTurns } from './native-turns.ts';

export type NativeKernel = Kernel & SocketKernel & ResolverKernel;

const clock: Clock = { now: () => performance.now() };
let calls: SocketCalls | null = null;

/**
 * A kernel on this system's own poller and system calls, for one loop.
 *
 * @throws {BindingError} when there is no binary of the addon for this platform.
 */
export function nativeKernel(): NativeKernel {
  const binding = loadBinding();
  const turns = new NativeTurns(binding, clock);
  return {
    name: 'native',
    clock,
    turns,
    poller: turns,
    sockets: nativeSocketCalls(),
    files: nativeFiles(binding),
    resolver: nativeResolver(binding),
    close: () => turns.close(),
  };
}

/** The socket calls alone, which need no loop. @throws {BindingError} as above. */
export function nativeSocketCalls(): SocketCalls {
  calls ??= nativeSockets(loadBinding());
  return calls;
}
