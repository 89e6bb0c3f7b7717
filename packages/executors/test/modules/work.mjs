// Functions that workers load by reference.
import { existsSync } from 'node:fs';

let calls = 0;

// biome-ignore lint/style/noDefaultExport: workers take it unless another is named
export default function double(n) {
  return n * 2;
}

export function add(a, b) {
  return a + b;
}

export async function later(value) {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return value;
}

/** How often this copy of the module was called. */
export function countCalls() {
  calls += 1;
  return calls;
}

export function* steps(n) {
  for (let i = 0; i < n; i++) yield i;
  return `${n} steps`;
}

/** Blocks until that file exists. */
export function pass(path) {
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(path)) Atomics.wait(nobody, 0, 0, 2);
  return 'passed';
}

export const notCallable = 42;
