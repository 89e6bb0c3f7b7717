import type { KernelAddress } from '@tsyncio/core/area';

/** What a datagram counts beside its bytes, so that empty ones do not wait for nothing. */
const HEADER = 8;
/** How many empty places at the front are worth moving the rest. */
const MOST_EMPTY = 1024;

export interface UnsentDatagram {
  readonly data: Uint8Array;
  /** `null` is the peer. */
  readonly to: KernelAddress | null;
}

/** Datagrams that the system did not take yet, whole and in order; the bytes are copies. */
export class DatagramBuffer {
  #items: (UnsentDatagram | undefined)[] = [];
  #head = 0;
  /** In bytes, with something for each datagram. */
  size = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(data: Uint8Array, to: KernelAddress | null): void {
    this.#items.push({ data: Uint8Array.from(data), to });
    this.size += data.length + HEADER;
  }

  first(): UnsentDatagram | undefined {
    return this.#items[this.#head];
  }

  /** Forget the first one. */
  drop(): void {
    const first = this.#items[this.#head];
    if (first === undefined) return;
    this.size -= first.data.length + HEADER;
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length) this.clear();
    else if (this.#head >= MOST_EMPTY && this.#head > this.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
    this.size = 0;
  }
}
