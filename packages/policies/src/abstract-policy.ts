import { type Loop, NotImplementedError } from '@tsyncio/core';

/** The same in every copy of this package: a policy made with the ES module is one for the CommonJS build too. */
const POLICY = Symbol.for('@tsyncio/policies:policy');

/**
 * Decides which loop code gets that does not say which: {@link getEventLoop}, {@link setEventLoop} and `newEventLoop` ask it.
 *
 * The policy is one for a thread. A worker thread begins with the default policy.
 *
 * @see asyncio `asyncio.AbstractEventLoopPolicy`
 */
export abstract class AbstractEventLoopPolicy {
  /**
   * The loop that was set.
   *
   * @throws `LoopError` `ERR_NO_EVENT_LOOP` when none was.
   */
  abstract getEventLoop(): Loop;
  /** Make `loop` the current one; `null` forgets it. */
  abstract setEventLoop(loop: Loop | null): void;
  /** A new loop, which is not made the current one. */
  abstract newEventLoop(): Loop;
}

Object.defineProperty(AbstractEventLoopPolicy.prototype, POLICY, { value: true });
for (const method of ['getEventLoop', 'setEventLoop', 'newEventLoop']) {
  Object.defineProperty(AbstractEventLoopPolicy.prototype, method, {
    value(this: object) {
      throw new NotImplementedError(`${this.constructor.name} has no ${method}: a policy defines all three methods`);
    },
    writable: true,
    configurable: true,
  });
}

export function isPolicy(value: unknown): value is AbstractEventLoopPolicy {
  return typeof value === 'object' && value !== null && (value as { [POLICY]?: boolean })[POLICY] === true;
}
