import type { Area } from '../area.ts';
import { LoopError } from '../errors.ts';
import type { Loop } from '../interfaces/loop.ts';
import { kindOf } from '../kind-of.ts';
import { type LoopState, stateOf } from './loop-state.ts';

type Asyncgens = Pick<Loop, 'trackAsyncgen' | 'shutdownAsyncgens'>;
type AnyGenerator = AsyncGenerator<unknown, unknown, unknown>;

/** Asynchronous generators that are to be closed with the loop. */
export function asyncgens(): Area<'asyncgens', Asyncgens> {
  return {
    name: 'asyncgens',
    install: (loop) => {
      const state = stateOf(loop);
      const tracked = new TrackedGenerators();
      return {
        trackAsyncgen: (generator) => {
          if (typeof generator?.return !== 'function')
            throw new TypeError(`trackAsyncgen needs an asynchronous generator object, got ${kindOf(generator)}`);
          tracked.add(state, generator as AnyGenerator);
          return generator;
        },
        shutdownAsyncgens: () => tracked.shutdown(state),
      };
    },
  };
}

async function close(generator: AnyGenerator): Promise<void> {
  const { done } = await generator.return(undefined);
  if (!done) throw new LoopError('ERR_BAD_YIELD', 'an asynchronous generator yielded while it was closed: it is still open');
}

class TrackedGenerators {
  readonly #generators = new Set<WeakRef<AnyGenerator>>();
  readonly #collected = new FinalizationRegistry<WeakRef<AnyGenerator>>((reference) => this.#generators.delete(reference));
  #shutDown = false;

  add(state: LoopState, generator: AnyGenerator): void {
    if (this.#shutDown) state.warn('an asynchronous generator was tracked after loop.shutdownAsyncgens() call: nobody will close it');
    const reference = new WeakRef(generator);
    this.#generators.add(reference);
    this.#collected.register(generator, reference);
  }

  async shutdown(state: LoopState): Promise<void> {
    this.#shutDown = true;
    const generators = [...this.#generators].map((reference) => reference.deref()).filter((generator) => generator !== undefined);
    this.#generators.clear();
    const results = await Promise.allSettled(generators.map(close));
    for (const [index, result] of results.entries()) {
      if (result.status === 'fulfilled') continue;
      const message = 'an error occurred during closing of asynchronous generator';
      state.report({ message, exception: result.reason, asyncgen: generators[index] as AsyncGenerator<unknown> });
    }
  }
}
