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

/** Finds messages in a stream. */
export class FrameReader {
  readonly #give: (message: unknown) => void;
  /** A message of which the rest is missing, or less than a header. */
  #partial: Buffer = NOTHING;
  #filled = 0;

  constructor(give: (message: unknown) => void) {
    this.#give = give;
  }

  /** `data` may be used for something else afterwards. */
  take(data: Buffer): void {
    let rest = data;
    while (this.#filled > 0 && rest.length > 0) rest = this.#complete(rest);
    while (rest.length >= HEADER && rest.length >= lengthOf(rest)) {
      const length = lengthOf(rest);
      this.#give(read(rest, HEADER - 1, length));
      rest = rest.subarray(length);
    }
    if (rest.length > 0) this.#keep(rest);
  }

  /** Take what is missing; gives what comes after it. */
  #complete(data: Buffer): Buffer {
    const wanted = this.#filled < HEADER ? HEADER : this.#partial.length;
    const taken = Math.min(wanted - this.#filled, data.length);
    data.copy(this.#partial, this.#filled, 0, taken);
    this.#filled += taken;
    if (this.#filled === HEADER) this.#grow();
    if (this.#filled >= HEADER && this.#filled === this.#partial.length) {
      const message = this.#partial;
      this.#partial = NOTHING;
      this.#filled = 0;
      this.#give(read(message, HEADER - 1, message.length));
    }
    return data.subarray(taken);
  }

  #keep(data: Buffer): void {
    this.#partial = Buffer.allocUnsafe(data.length < HEADER ? HEADER : lengthOf(data));
    this.#filled = data.copy(this.#partial);
  }

  // The length is known now.
  #grow(): void {
    const whole = Buffer.allocUnsafe(lengthOf(this.#partial));
    this.#partial.copy(whole);
    this.#partial = whole;
  }
}

const NOTHING = Buffer.alloc(0);

/** Of a message with its header. */
function lengthOf(data: Buffer): number {
  return HEADER + data.readUInt32LE(0);
}

function read(all: Buffer, start: number, end: number): unknown {
  if (all[start] === JSON_TEXT) return JSON.parse(all.toString('utf8', start + 1, end));
  return readClone(all.subarray(start + 1, end));
}

function readClone(body: Buffer): unknown {
  const deserializer = new Deserializer(body);
  deserializer.readHeader();
  return deserializer.readValue();
}

interface ReadsViews {
  _readHostObject(): ArrayBufferView;
}

/** Node's own gives views of what was received: others could see more of it than was sent to them. */
class Deserializer extends DefaultDeserializer {
  _readHostObject(): unknown {
    const view = (DefaultDeserializer.prototype as unknown as ReadsViews)._readHostObject.call(this);
    const { buffer, byteOffset, byteLength } = view;
    const own = buffer.slice(byteOffset, byteOffset + byteLength);
    if (Buffer.isBuffer(view)) return Buffer.from(own as ArrayBuffer);
    return new (view.constructor as new (buffer: ArrayBufferLike) => ArrayBufferView)(own);
  }
}
