import { kindOf } from './kind-of.ts';
import { refuseClosed } from './loop/enqueue.ts';
import type { LoopState } from './loop/loop-state.ts';

/** @throws {LoopError} `ERR_LOOP_CLOSED`; {@link TypeError} unless `factory` can make a protocol. */
export function checkCall(state: LoopState, factory: unknown, method: string): void {
  refuseClosed(state);
  if (typeof factory !== 'function') throw new TypeError(`${method} needs a function that makes a protocol, got ${kindOf(factory)}`);
}

/** @throws {TypeError} unless it is something to call protocol methods on. */
export function checkProtocol<P>(protocol: P, wanted = 'the factory must return a protocol'): P {
  if ((typeof protocol !== 'object' && typeof protocol !== 'function') || protocol === null) {
    throw new TypeError(`${wanted}, got ${kindOf(protocol)}`);
  }
  // An async function gives one: all methods being optional, nothing would be heard of it again.
  if (typeof (protocol as { then?: unknown }).then === 'function')
    throw new TypeError(`${wanted}, got a promise: await before there is a connection, not while its protocol is made`);
  return protocol;
}
