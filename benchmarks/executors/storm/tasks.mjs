// What is submitted in the storm, and what has to come of each.
import { isDeepStrictEqual } from 'node:util';
import { answerOf, turned } from './work.mjs';

const LONGEST_BYTES = 4096;
const ONE_PERCENT = 0.01;

function bytesOf(random) {
  const bytes = new Uint8Array(random.between(0, LONGEST_BYTES));
  bytes.fill(random.between(0, 255));
  return bytes;
}

const succeeding = {
  plain: (n) => ({ args: [n], value: answerOf(n) }),
  later: (n) => ({ args: [n], value: answerOf(n) }),
  steps: (n) => ({ args: [n], value: answerOf(n) }),
  turned: (_n, random) => {
    const bytes = bytesOf(random);
    return { args: [bytes], value: turned(bytes) };
  },
};

/** `{ name, args }` with the `value` that it has to give, or `fails`. */
export function taskOf(n, random) {
  if (random.chance(ONE_PERCENT)) return { n, name: 'fails', args: [n], fails: true };
  const name = random.pick({ plain: 6, later: 2, steps: 1, turned: 1 });
  return { n, name, ...succeeding[name](n, random) };
}

/** What is wrong with a result, or `null`. */
export function wrongValue({ n, name, value, fails }, found) {
  if (fails) return `${name}(${n}) gave ${found} instead of failing`;
  return isDeepStrictEqual(found, value)
    ? null
    : `${name}(${n}) gave ${String(found).slice(0, 40)} instead of ${String(value).slice(0, 40)}`;
}

/** What is wrong with what it failed with, or `null`. */
export function wrongError({ n, name, fails }, error) {
  const isRight =
    fails &&
    error instanceof RangeError &&
    error.message === `wanted to fail with ${n}` &&
    error.n === n &&
    error.detail?.half === n / 2 &&
    error.stack.includes('work.mjs');
  return isRight ? null : `${name}(${n}) failed with ${error?.stack ?? error}`;
}
