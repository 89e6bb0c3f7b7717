import { DefaultDeserializer, DefaultSerializer } from 'node:v8';

// A message in a stream: the length of what follows the header in four bytes, least first; how it is written; the message.
const HEADER = 5;
const CLONED = 0;
const JSON_TEXT = 1;

/**
 * A message for a stream.
 *
 * @param asJson - whether nothing in it gets lost in JSON, which is faster for little
 * @throws what cannot be copied
 */
export function frame(message: unknown, asJson: boolean): Buffer {
  return asJson ? frameText(JSON.stringify(message)) : frameClone(message);
}

/** Whether these values stay what they are in JSON, looking into none of them. */
export function arePlain(values: readonly unknown[]): boolean {
  for (const value of values) {
    if (typeof value === 'number' ? !Number.isFinite(value) || Object.is(value, -0) : !isPlainOther(value)) return false;
  }
  return true;
}

function isPlainOther(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || value === null;
}

function frameText(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const framed = Buffer.allocUnsafe(HEADER + length);
  framed.writeUInt32LE(length);
  framed[HEADER - 1] = JSON_TEXT;
  framed.write(text, HEADER);
  return framed;
}

/** A copy as one that has crossed. @throws what cannot be copied */
export function cloneThroughFrame(value: unknown): unknown {
  return readClone(frameClone(value).subarray(HEADER));
}

interface WritesViews {
  _writeHostObject(view: ArrayBufferView): unknown;
}

/** Node's own copies a view of shared memory as if it were not shared: who gave it would wait in vain for what is written there. */
class Serializer extends DefaultSerializer {
  _writeHostObject(view: ArrayBufferView): unknown {
    if (view.buffer instanceof SharedArrayBuffer) throw new TypeError('memory cannot be shared with another process');
    return (DefaultSerializer.prototype as unknown as WritesViews)._writeHostObject.call(this, view);
  }
}

function frameClone(message: unknown): Buffer {
  const serializer = new Serializer();
  serializer.writeRawBytes(Buffer.alloc(HEADER));
  serializer.writeHeader();
  serializer.writeValue(message);
  const framed = serializer.releaseBuffer();
  framed.writeUInt32LE(framed.length - HEADER);
  framed[HEADER - 1] = CLONED;
  return framed;
}

interface ReadsViews {
  _readHostObject(): ArrayBufferView;
}

/** Node's own gives views of the memory in which the message came: it has what belongs to others, and would go with the view when that is moved. */
class Deserializer extends DefaultDeserializer {
  _readHostObject(): ArrayBufferView {
    const view = (DefaultDeserializer.prototype as unknown as ReadsViews)._readHostObject.call(this);
    return view.byteLength === view.buffer.byteLength ? view : withOwnBuffer(view);
  }
}

function withOwnBuffer(view: ArrayBufferView): ArrayBufferView {
  const { buffer, byteOffset, byteLength } = view;
  const own = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  if (Buffer.isBuffer(view)) return Buffer.from(own);
  return new (view.constructor as new (buffer: ArrayBuffer) => ArrayBufferView)(own);
}

function readClone(framed: Buffer): unknown {
  const deserializer = new Deserializer(framed);
  deserializer.readHeader();
  return deserializer.readValue();
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

  /** `data` is kept as long as the rest of a message is missing. */
  take(data: Buffer): void {
    this.#parts.push(data);
    this.#length += data.length;
    if (this.#length < this.#wanted) return;
    const all = this.#parts.length === 1 ? data : Buffer.concat(this.#parts);
    let offset = 0;
    while (all.length - offset >= HEADER) {
      const end = offset + HEADER + all.readUInt32LE(offset);
      if (all.length < end) break;
      this.#give(read(all, offset + HEADER - 1, end));
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

function read(all: Buffer, start: number, end: number): unknown {
  if (all[start] === JSON_TEXT) return JSON.parse(all.toString('utf8', start + 1, end));
  return readClone(all.subarray(start + 1, end));
}
