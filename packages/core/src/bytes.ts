import type { BytesLike } from './interfaces/bytes-like.ts';
import { kindOf } from './kind-of.ts';

/**
 * The bytes of anything accepted as bytes, without copying them; a string is encoded as UTF-8.
 *
 * @throws {TypeError} naming `what` when it is something else.
 */
export function toBytes(data: BytesLike, what = 'data'): Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (typeof data === 'string') return Buffer.from(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof ArrayBuffer || data instanceof SharedArrayBuffer) return new Uint8Array(data);
  throw new TypeError(`${what} must be a string, a typed array, a DataView or an ArrayBuffer, got ${kindOf(data)}`);
}
