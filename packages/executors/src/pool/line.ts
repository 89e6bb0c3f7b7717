/** So many that were taken may be kept, beside as many as there are. */
const MOST_TAKEN = 1000;

/** First in, first out. To shift a long array would move all of it. */
export class Line<T> {
  #items: T[] = [];
  #head = 0;

  constructor(items: readonly T[] = []) {
    this.#items = [...items];
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#head] as T;
    this.#head++;
    if (this.#head > MOST_TAKEN && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
