// The same pseudo-random numbers for every peer; python/inputs.py makes the same.

const hour = 3_600_000;
/** What programs wait for, in milliseconds: few different delays, each many times. */
const usual = [1, 5, 10, 50, 100, 250, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 900_000, hour];

function numbers(count, next) {
  const list = new Array(count);
  let seed = 42;
  for (let index = 0; index < count; index++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    list[index] = next(seed / 2 ** 32);
  }
  return list;
}

/** Whole milliseconds from 1 to an hour, hardly one of them twice. */
export const mixedDelays = (count) => numbers(count, (random) => 1 + Math.floor(random * hour));
/** One of sixteen, from 1 ms to an hour. */
export const usualDelays = (count) => numbers(count, (random) => usual[Math.floor(random * usual.length)]);
/** From 0 to 5 ms, with fractions. */
export const shortDelays = (count) => numbers(count, (random) => random * 5);

/** Every index once, each far from the one before. */
export function otherOrder(count) {
  const step = 611_953; // a prime: it meets every index
  return Array.from({ length: count }, (_, index) => (index * step) % count);
}
