import { DefaultSerializer, deserialize } from 'node:v8';

const HEADER = 4;

/** A message for a stream: its length in four bytes, least first, then the message. @throws what cannot be copied. */
export function frame(message: unknown): Buffer {
  const serializer = new DefaultSerializer();
  serializer.writeRawBytes(Buffer.alloc(HEADER));
  serializer.writeHeader();
  serializer.writeValue(message);
  const framed = serializer.releaseBuffer();
  framed.writeUInt32LE(framed.length - HEADER);
  return framed;
}

/** Finds messages in a stream. */
export class FrameReader {
  readonly #give: (message: unknown) => void;
  #parts: Buffer[] = [];
  #length = 0;
  #wanted: number = HEADER;

  constructor(give: (message: unknown) => void) {
    this.#give = give;
  }

  take(data: Buffer): void {
    this.#parts.push(data);
    this.#length += data.length;
    if (this.#length < this.#wanted) return;
    const all = this.#parts.length === 1 ? data : Buffer.concat(this.#parts);
    let offset = 0;
    while (all.length - offset >= HEADER) {
      const end = offset + HEADER + all.readUInt32LE(offset);
      if (all.length < end) break;
      this.#give(deserialize(all.subarray(offset + HEADER, end)));
      offset = end;
    }
    this.#keep(all.subarray(offset));
  }

  #keep(rest: Buffer): void {
    this.#parts = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    this.#wanted = rest.length < HEADER ? HEADER : HEADER + rest.readUInt32LE(0);
  }
}
