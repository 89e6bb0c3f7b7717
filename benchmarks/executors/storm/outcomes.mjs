// Every future of the storm, until it is settled as it should be.
import { BrokenProcessPoolError, BrokenThreadPoolError, CancelledError } from 'tsyncio';
import { wrongError, wrongValue } from './tasks.mjs';

/** So long nothing is settled, and something should be. */
const LONGEST_SILENCE_MS = 30_000;
const brokenBy = { thread: BrokenThreadPoolError, process: BrokenProcessPoolError };

const textOf = (error) => [error?.message, error?.cause?.message, error?.cause].join(' ');

export class Outcomes {
  counts = { right: 0, failed: 0, cancelled: 0, broken: 0, killed: 0 };
  violations = [];
  pending = 0;
  #Broken;
  #least = 0;
  #wake = null;

  constructor(kind) {
    this.#Broken = brokenBy[kind];
  }

  /** Work as any other; what the death of a worker did to it is counted. */
  follow(task, future) {
    this.#settle(
      future,
      (value) => this.#note(task.cancelled ? `${task.name}(${task.n}) was cancelled, and gave a result` : wrongValue(task, value), 'right'),
      (error) => {
        if (task.cancelled)
          this.#note(error instanceof CancelledError ? null : `a cancelled future failed with ${error.stack}`, 'cancelled');
        else if (error instanceof this.#Broken) this.counts.broken++;
        else this.#note(wrongError(task, error), 'failed');
      },
    );
  }

  /** Work that its worker dies of; `says` is what names the reason. Another one may have died at the same time. */
  followKilled({ way, future, says, cancelled }) {
    if (!future) return;
    const isRight = (error) =>
      cancelled && error instanceof CancelledError
        ? true
        : error instanceof this.#Broken && [says, 'SIGKILL'].some((text) => textOf(error).includes(text));
    this.#settle(
      future,
      () => this.violations.push(`${way} gave a result`),
      (error) => this.#note(isRight(error) ? null : `${way} failed with ${error?.stack} because of ${error?.cause}`, 'killed'),
    );
  }

  /** Resolves once fewer than so many are pending; not when nothing goes on any more. */
  async below(limit) {
    while (this.pending >= limit) {
      const before = this.pending;
      const { promise, timer } = this.#silence();
      this.#least = limit;
      await promise;
      clearTimeout(timer);
      if (this.pending >= limit && this.pending === before) {
        this.violations.push(`${this.pending} futures are not settled`);
        return false;
      }
    }
    return true;
  }

  #silence() {
    let timer;
    const promise = new Promise((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, LONGEST_SILENCE_MS);
    });
    return { promise, timer };
  }

  #settle(future, fulfilled, rejected) {
    this.pending++;
    future.then(fulfilled, rejected).finally(() => {
      this.pending--;
      if (this.pending < this.#least) this.#wake?.();
    });
  }

  #note(wrong, kind) {
    if (wrong === null) this.counts[kind]++;
    else this.violations.push(wrong);
  }
}
