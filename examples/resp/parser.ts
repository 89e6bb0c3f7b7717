/** An error that the other side answered with, such as `ERR unknown command`. */
export class RespError extends Error {}

export type RespValue = string | number | bigint | Buffer | RespError | null | RespValue[];

/** Reads RESP2, the protocol of Redis, in whatever pieces it comes; `onValue` is called with each value once it is whole. */
export class RespParser {
  /** For a server: also take commands as a person types them, words on a line. */
  inlineCommands = false;
  readonly #onValue: (value: RespValue) => void;
  #rest: Buffer[] = [];
  #size = 0;
  /** The length of the string whose bytes come next, which waits until it is whole; -1 before a line. */
  #stringLength = -1;
  /** The arrays around the next value, the innermost last. */
  readonly #arrays: { readonly items: RespValue[]; readonly length: number }[] = [];

  constructor(onValue: (value: RespValue) => void) {
    this.#onValue = onValue;
  }

  /** @throws when it is not RESP: nothing after that can be understood. */
  push(data: Buffer): void {
    this.#rest.push(data);
    this.#size += data.length;
    if (this.#size < this.#stringLength + 2) return;
    const buffer = Buffer.concat(this.#rest);
    let position = -1;
    for (let next = 0; next > position; ) {
      position = next;
      next = this.#stringLength < 0 ? this.#readLine(buffer, position) : this.#readString(buffer, position);
    }
    this.#rest = [buffer.subarray(position)];
    this.#size = buffer.length - position;
  }

  /** Both read from `position` and return where the next begins: at `position` while it is not whole. */
  #readLine(buffer: Buffer, position: number): number {
    const end = buffer.indexOf('\r\n', position);
    if (end < 0 && buffer.length - position > 65_536) throw new Error('a line of RESP is too long');
    if (end >= 0) this.#understand(buffer.toString('utf8', position, end));
    return end < 0 ? position : end + 2;
  }

  #readString(buffer: Buffer, position: number): number {
    const end = position + this.#stringLength;
    if (buffer.length < end + 2) return position;
    this.#stringLength = -1;
    this.#give(buffer.subarray(position, end));
    return end + 2;
  }

  #understand(line: string): void {
    if (this.inlineCommands && /^[a-z]/i.test(line)) return this.#give((line.match(/\S+/g) ?? []).map((word) => Buffer.from(word)));
    if (!/^([+-].*|:-?\d+|[$*](-1|\d{1,9}))$/s.test(line)) throw new Error(`this is not RESP: ${JSON.stringify(line.slice(0, 40))}`);
    const [kind, text, number] = [line.slice(0, 1), line.slice(1), Number(line.slice(1))];
    if (kind === '+' || kind === '-') this.#give(kind === '+' ? text : new RespError(text));
    else if (kind === ':') this.#give(Number.isSafeInteger(number) ? number : BigInt(text));
    else if (number < 0) this.#give(null);
    else if (kind === '$') this.#stringLength = number;
    else if (number === 0) this.#give([]);
    else this.#arrays.push({ items: [], length: number });
  }

  #give(value: RespValue): void {
    const array = this.#arrays.at(-1);
    if (!array) return this.#onValue(value);
    array.items.push(value);
    if (array.items.length < array.length) return;
    this.#arrays.pop();
    this.#give(array.items);
  }
}
