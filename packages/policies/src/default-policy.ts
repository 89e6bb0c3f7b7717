import { type Loop, LoopError } from '@tsyncio/core';
import { checkLoop, kindOf } from '@tsyncio/core/area';
import { AbstractEventLoopPolicy } from './abstract-policy.ts';
import { askedForLoop, policySlot } from './policy-slot.ts';

/**
 * A policy that makes its loops with `loopFactory` and keeps the one that was set. `getEventLoop` never makes one.
 *
 * @see asyncio `asyncio.DefaultEventLoopPolicy`
 */
export class DefaultEventLoopPolicy<Made extends Loop = Loop> extends AbstractEventLoopPolicy {
  readonly #loopFactory: () => Made;
  #loop: Loop | null = null;

  /** @throws {TypeError} when `loopFactory` is no function. */
  constructor(loopFactory: () => Made) {
    super();
    if (typeof loopFactory !== 'function')
      throw new TypeError(`DefaultEventLoopPolicy needs a function that makes a loop, got ${kindOf(loopFactory)}`);
    this.#loopFactory = loopFactory;
  }

  /** @throws {LoopError} `ERR_NO_EVENT_LOOP` when none was set. */
  getEventLoop(): Loop {
    if (this.#loop === null)
      throw new LoopError('ERR_NO_EVENT_LOOP', 'there is no current event loop: call setEventLoop(loop) first, or this from inside a loop');
    return this.#loop;
  }

  /** @throws {TypeError} when it is neither a loop nor `null`. */
  setEventLoop(loop: Loop | null): void {
    if (loop !== null) checkLoop(loop, 'setEventLoop needs a loop or null');
    this.#loop = loop;
  }

  /** @throws {TypeError} when the factory made something else than a loop; what it throws itself. */
  newEventLoop(): Made {
    // As the current policy it is asked for a loop also when it is so directly: its factory may ask for a standard one then.
    const loop = policySlot().policy === this ? askedForLoop(this.#loopFactory) : this.#loopFactory();
    checkLoop(loop, 'the loop factory of a policy must give a loop');
    return loop;
  }
}
