import type { LoopFuture } from '../future/loop-future.ts';

// biome-ignore lint/suspicious/noExplicitAny: a task waits for futures of any type
type AnyFuture = LoopFuture<any>;

/** The futures a task waits for: nearly always one, several under Promise.all and after Promise.race. */
export class WaitSet {
  #one: AnyFuture | null = null;
  #more: Set<AnyFuture> | null = null;

  add(future: AnyFuture): void {
    if (this.#one === null || this.#one === future) this.#one = future;
    else {
      this.#more ??= new Set();
      this.#more.add(future);
    }
  }

  delete(future: AnyFuture): void {
    if (this.#one === future) this.#one = null;
    else this.#more?.delete(future);
  }

  clear(): void {
    this.#one = null;
    this.#more = null;
  }

  first(): AnyFuture | null {
    return this.#one ?? this.#more?.values().next().value ?? null;
  }

  /** Cancel all that are pending. Whether that suffices: not when there is none, nor when another is done already, of which the task will hear first. */
  cancel(message: string | undefined): boolean {
    const waited = this.#more === null ? [] : [...this.#more];
    if (this.#one !== null) waited.unshift(this.#one);
    let taken = 0;
    for (const future of waited) if (future.cancel(message)) taken++;
    return taken > 0 && taken === waited.length;
  }
}
