// What the workers of the storm do. Who calls knows what has to come of it.

const mix = (n) => (Math.imul(n ^ 0x9e3779b9, 0x85ebca6b) ^ (n >>> 5)) | 0;

/** What `plain`, `later` and `steps` give. */
export const answerOf = mix;

export const plain = (n) => mix(n);

export async function later(n) {
  await new Promise((resolve) => setImmediate(resolve));
  return mix(n);
}

export function* steps(n) {
  const half = yield Promise.resolve(n);
  return mix(half);
}

/** Bytes come back with each turned over. */
export const turned = (bytes) => bytes.map((byte) => byte ^ 0xff);

export function fails(n) {
  throw Object.assign(new RangeError(`wanted to fail with ${n}`), { n, detail: { half: n / 2 } });
}

export const exitsWith = (code) => process.exit(code);

/** Throws where nobody can catch it, and never ends. */
export function throwsLater(message) {
  setImmediate(() => {
    throw new Error(message);
  });
  return new Promise(() => {});
}

export const signalsItself = (signal) => {
  process.kill(process.pid, signal);
  return new Promise(() => setInterval(() => {}, 1000));
};

export function neverEnds() {
  for (;;);
}
