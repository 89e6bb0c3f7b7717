import {
  type Clock,
  type Kernel,
  type OptionNames,
  ownOptions,
  type ResolverKernel,
  type SocketCalls,
  type SocketKernel,
} from '@tsyncio/core/area';
import type { Binding } from './binding.ts';
import { choosePoller, type PollerName } from './choose-poller.ts';
import { loadBinding } from './load-binding.ts';
import { nativeFiles } from './native-files.ts';
import { nativePaths } from './native-paths.ts';
import { nativePipes } from './native-pipes.ts';
import { nativeProcesses } from './native-processes.ts';
import { nativeResolver } from './native-resolver.ts';
import { NativeSignals } from './native-signals.ts';
import { nativeSockets } from './native-sockets.ts';
import { NativeTurns } from './native-turns.ts';

export interface NativeKernelOptions {
  /**
   * What to poll descriptors with; by default the best of the platform.
   *
   * - `'epoll'`: Linux. Deadlines to about 0.1 ms.
   * - `'kqueue'`: macOS and the BSDs. As above.
   * - `'poll'`: everywhere. Each poll costs in proportion to the descriptors that are watched, and a run beside Node's loop takes one more
   *   thread; meant for comparing, and for descriptors that the others refuse, such as `/dev/null`. On macOS deadlines are whole milliseconds.
   *
   * All behave alike, but for the devices that they accept: what cannot be watched is refused with `EPERM`, always so for files and folders.
   */
  readonly poller?: PollerName | undefined;
}

export type NativeKernel = Kernel & SocketKernel & ResolverKernel;

const OPTIONS: OptionNames<NativeKernelOptions> = { poller: true };
const clock: Clock = { now: () => performance.now() };
/** One for all copies of this package in a thread: a socket that one of them closes is known to the loops of the others. */
const KEY = Symbol.for('@tsyncio/native:sockets:1');
const shared = globalThis as { [KEY]?: SocketCalls };
/** Contexts of `node:vm` have a global object each, and share a loaded addon, which receives into the memory of one of these only. */
type Keeping = { [KEY]?: SocketCalls };

/**
 * A kernel on this system's own poller and system calls, for one loop.
 *
 * @throws {BindingError} when there is no binary of the addon for this platform.
 * @throws {RangeError} when this platform has no such poller.
 */
export function nativeKernel(options: NativeKernelOptions = {}): NativeKernel {
  const { poller } = ownOptions(options, 'nativeKernel', OPTIONS);
  const binding = loadBinding();
  const processes = nativeProcesses(binding);
  const signals = new NativeSignals(binding);
  const turns = new NativeTurns(binding, clock, choosePoller(binding.pollers, poller));
  return {
    name: 'native',
    native: true,
    clock,
    turns,
    poller: turns,
    sockets: nativeSocketCalls(),
    files: nativeFiles(binding),
    resolver: nativeResolver(binding),
    paths: nativePaths,
    pipes: nativePipes(binding),
    processes,
    signals,
    close() {
      turns.close();
      signals.close();
      processes.close();
    },
  };
}

/** The socket calls alone, which need no loop. @throws {BindingError} as above. */
export function nativeSocketCalls(): SocketCalls {
  shared[KEY] ??= callsOf(loadBinding());
  return shared[KEY];
}

function callsOf(binding: Binding & Keeping): SocketCalls {
  binding[KEY] ??= nativeSockets(binding);
  return binding[KEY];
}
