import { wrapFuture } from '../future/wrap-future.ts';
import type { Future } from '../interfaces/future.ts';
import type { AddressQuery } from '../interfaces/kernel/resolver.ts';
import type { AddressInfo } from '../interfaces/transport-api.ts';
import type { LoopState } from '../loop/loop-state.ts';

/** Ask the kernel's resolver; cancelling the future drops the answer. @throws {TypeError} when the kernel has none. */
export function queryResolver({ kernel, loop }: LoopState, query: AddressQuery): Future<AddressInfo[]> {
  if (kernel.resolver === undefined) {
    throw new TypeError(`the ${kernel.name} kernel cannot resolve '${query.host}': give a numeric address`);
  }
  return wrapFuture(kernel.resolver.getaddrinfo(query), { loop });
}
