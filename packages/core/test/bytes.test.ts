import { describe, expect, it } from 'vitest';
import { toBytes } from '../src/bytes.ts';

const content = [1, 2, 3, 4, 5, 6, 7, 8];

describe('toBytes', () => {
  it('encodes a string as UTF-8', () => {
    expect([...toBytes('aé€')]).toEqual([0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac]);
    expect(toBytes('').byteLength).toBe(0);
  });

  it('gives Uint8Arrays and Buffers as they are', () => {
    const array = Uint8Array.from(content);
    const buffer = Buffer.from(content);
    expect(toBytes(array)).toBe(array);
    expect(toBytes(buffer)).toBe(buffer);
  });

  it.each<[string, (memory: ArrayBuffer) => ArrayBufferView]>([
    ['a DataView', (memory) => new DataView(memory, 2, 4)],
    ['a Uint16Array', (memory) => new Uint16Array(memory, 2, 2)],
    ['an Int8Array', (memory) => new Int8Array(memory, 2, 4)],
  ])('shows the part of the memory that %s shows, without copying', (_kind, view) => {
    const memory = Uint8Array.from(content).buffer;
    const bytes = toBytes(view(memory));
    expect([...bytes]).toEqual([3, 4, 5, 6]);
    new Uint8Array(memory)[2] = 99;
    expect(bytes[0]).toBe(99);
  });

  it('takes an ArrayBuffer and a SharedArrayBuffer whole', () => {
    expect([...toBytes(Uint8Array.from(content).buffer)]).toEqual(content);
    const shared = new SharedArrayBuffer(2);
    new Uint8Array(shared).set([7, 8]);
    expect([...toBytes(shared)]).toEqual([7, 8]);
  });

  it.each([[null], [undefined], [5], [{}], [[1, 2]], [true]])('refuses %o', (data) => {
    expect(() => toBytes(data as never)).toThrow(TypeError);
  });

  it('names what it refuses', () => {
    expect(() => toBytes(5 as never, 'the message')).toThrow(/the message.*number/);
  });
});
