/** What a call of a program came to. */
type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/**
 * The answer of a call that a simulated program made, which comes later. `await` it in an async function, or `yield*` it in a generator
 * function. That of a process which has ended never comes.
 */
export class Pending<T> implements PromiseLike<T> {
  #outcome: Outcome<T> | null = null;
  #listeners: (() => void)[] = [];
  #promise: Promise<T> | null = null;

  then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#promise ??= new Promise((resolve, reject) => {
      this.whenSettled(() => {
        try {
          resolve(this.#result());
        } catch (error) {
          reject(error);
        }
      });
    });
    return this.#promise.then(onValue, onError);
  }

  *[Symbol.iterator](): Generator<Pending<unknown>, T, unknown> {
    yield this;
    return this.#result();
  }

  /** @internal */
  get isSettled(): boolean {
    return this.#outcome !== null;
  }

  /** @internal */
  settle(outcome: Outcome<T>): void {
    if (this.isSettled) return;
    this.#outcome = outcome;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }

  /** At once when it is. @internal */
  whenSettled(listener: () => void): void {
    if (this.isSettled) listener();
    else this.#listeners.push(listener);
  }

  #result(): T {
    const outcome = this.#outcome;
    if (outcome === null) throw new TypeError('a simulated program has to hand on what its calls give: write yield*');
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }
}
