import { Buffer } from 'node:buffer';
import { kindOf } from '@tsyncio/core/area';

/** The bytes to be sent, in the memory that was given. @throws {TypeError} when it is no binary data. */
export function bytesOf(data: Uint8Array | DataView): Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (ArrayBuffer.isView(data)) return viewOf(data, 0, data.byteLength);
  throw new TypeError(`send() needs a Buffer or another view of bytes, got ${kindOf(data)}: make a Buffer of it with Buffer.from()`);
}

/** `length` of these bytes from `offset` on. @throws {RangeError} when they are not all there. */
export function sliceOf(bytes: Uint8Array, offset: number, length: number): Uint8Array {
  if (!Number.isInteger(offset) || offset < 0 || offset > bytes.length)
    throw new RangeError(`offset must be an integer from 0 to the ${bytes.length} bytes of the buffer, got ${String(offset)}`);
  if (!Number.isInteger(length) || length < 0 || length > bytes.length - offset)
    throw new RangeError(`length must be an integer from 0 to the ${bytes.length - offset} bytes behind offset, got ${String(length)}`);
  return length === bytes.length ? bytes : viewOf(bytes, offset, length);
}

/** @throws {TypeError} when it is no path that the system could take. */
export function checkPath(call: string, path: unknown): string {
  if (typeof path !== 'string') throw new TypeError(`${call}() needs a path, got ${kindOf(path)}`);
  // Only a name in the abstract namespace, which begins with a zero, may have zeros.
  if (path.indexOf('\0') > 0 && path[0] !== '\0')
    throw new TypeError(`${call}() needs a path without zero bytes, got ${JSON.stringify(path)}`);
  return path;
}

function viewOf({ buffer, byteOffset }: ArrayBufferView, offset: number, length: number): Uint8Array {
  return Buffer.from(buffer as ArrayBuffer, byteOffset + offset, length);
}
