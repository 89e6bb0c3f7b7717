import { type Executor, LoopError } from '@tsyncio/core';
import { kindOf, type LoopState } from '@tsyncio/core/area';
import { withinTime } from '../future/within-time.ts';
import { showNumber } from '../show-number.ts';
import { ThreadPoolExecutor } from '../thread-pool-executor.ts';

/** The executor of a loop that `runInExecutor(null, …)` uses. */
export class DefaultExecutor {
  readonly #state: LoopState;
  #executor: Executor | null = null;
  #shutDown = false;

  constructor(state: LoopState) {
    this.#state = state;
    // What was submitted is still done, and its workers end then.
    state.onClose.add(() => void this.#executor?.shutdown({ wait: false }));
  }

  /** @throws {LoopError} `ERR_EXECUTOR_SHUTDOWN` */
  get(): Executor {
    if (this.#shutDown) throw new LoopError('ERR_EXECUTOR_SHUTDOWN', 'shutdownDefaultExecutor() has been called: it takes no more work');
    this.#executor ??= new ThreadPoolExecutor({ threadNamePrefix: 'asyncio' });
    return this.#executor;
  }

  set(executor: Executor): void {
    if (!(executor instanceof ThreadPoolExecutor)) {
      throw new TypeError(
        `setDefaultExecutor: executor must be ThreadPoolExecutor instance, or one of InterpreterPoolExecutor, got ${kindOf(executor)}`,
      );
    }
    this.#executor = executor;
  }

  async shutdown(timeout?: number): Promise<void> {
    if (timeout !== undefined && timeout !== null && !(typeof timeout === 'number' && timeout >= 0)) {
      throw new TypeError(`shutdownDefaultExecutor: timeout is a number of milliseconds, 0 or more, got ${showNumber(timeout)}`);
    }
    this.#shutDown = true;
    if (this.#executor === null) return;
    const ended = this.#executor.shutdown();
    if (timeout === undefined || timeout === null) return ended;
    await withinTime(ended, timeout, () => {
      this.#state.warn(`The executor did not finish joining its threads within ${timeout} milliseconds.`);
    });
  }
}
