/** Those who wait until little is left to do. */
export class Drain {
  readonly #isDrained: () => boolean;
  #whenDrained: (() => void)[] = [];

  constructor(isDrained: () => boolean) {
    this.#isDrained = isDrained;
  }

  wait(): Promise<void> {
    return this.#isDrained() ? Promise.resolve() : new Promise((resolve) => this.#whenDrained.push(resolve));
  }

  /** Less is left than before. */
  tell(): void {
    if (this.#whenDrained.length === 0 || !this.#isDrained()) return;
    const told = this.#whenDrained;
    this.#whenDrained = [];
    for (const resolve of told) resolve();
  }
}
