// What every contender on Node.js does around its pool. argv: scenario, how much of it, how much to warm up with, how many workers, options.
import { setTimeout } from 'node:timers/promises';

const [scenario, amount, warmUp, workers] = process.argv.slice(2, 6);
export const options = process.argv.slice(6);
/** How child processes get messages, where that is chosen: JSON is the faster one, but has no bytes. */
export const serialization = scenario === 'cloned' ? 'advanced' : 'json';

const MIB = 2 ** 20;
/** Of arithmetic, as one piece of work. */
const STEPS = 8_000_000;

/** For the pools whose calls are `run(argument, { name })`. */
export function callsByName(pool) {
  const named = Object.fromEntries(['noop', 'echo', 'compute'].map((name) => [name, { name }]));
  return {
    noop: (value) => pool.run(value, named.noop),
    echo: (bytes) => pool.run(bytes, named.echo),
    pass: (buffer) => pool.run(buffer, { name: 'pass', transferList: [buffer] }),
    compute: (steps) => pool.run(steps, named.compute),
    close: () => pool.destroy(),
  };
}

function check(found, wanted) {
  if (found !== wanted) throw new Error(`${found} came back instead of ${wanted}`);
}

/** Each call of `start`, one after another: milliseconds. */
async function timeEach(count, start, before) {
  const times = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    await before?.();
    const begin = performance.now();
    await start(i);
    times[i] = performance.now() - begin;
  }
  return times;
}

async function oneByOne(pool, count, before) {
  const times = await timeEach(count, async (i) => check(await pool.noop(i), i), before);
  return percentiles(times);
}

async function inBatches(pool, count, size) {
  for (let from = 0; from < count; from += size) {
    const results = await Promise.all(Array.from({ length: size }, (_, i) => pool.noop(from + i)));
    for (let i = 0; i < size; i++) check(results[i], from + i);
  }
}

async function cloned(pool, count) {
  const bytes = new Uint8Array(MIB).fill(7);
  for (let i = 0; i < count; i++) check((await pool.echo(bytes)).length, MIB);
}

async function transferred(pool, count) {
  let buffer = new ArrayBuffer(MIB);
  for (let i = 0; i < count; i++) {
    buffer = await pool.pass(buffer);
    check(buffer.byteLength, MIB);
  }
}

/** Each piece begins with another number of steps, and all are submitted at once. */
async function computed(pool, count) {
  await Promise.all(Array.from({ length: count }, () => pool.compute(STEPS)));
}

function percentiles(times) {
  const sorted = times.toSorted();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { p50: at(0.5), p99: at(0.99) };
}

/** From the pool's making to its first result; what follows the first has its code loaded already. */
async function startUp(open, count) {
  const times = [];
  for (let i = 0; i < count; i++) {
    const begin = performance.now();
    const pool = open(Number(workers));
    check(await pool.noop(i), i);
    times.push(performance.now() - begin);
    await pool.close();
  }
  const [first, ...next] = times;
  return { first, next: percentiles(Float64Array.from(next)).p50 };
}

const perform = {
  latency: oneByOne,
  gaps: (pool, count) => oneByOne(pool, count, () => setTimeout(1)),
  hundred: (pool, count) => inBatches(pool, count, 100),
  thousands: (pool, count) => inBatches(pool, count, 10_000),
  cloned,
  transferred,
  compute: computed,
};

/** Who is asleep is to be woken in `gaps`, not code that has run too few times to be compiled. */
const performToWarmUp = { ...perform, gaps: perform.latency };

/** `open` makes a pool of so many workers. */
export async function measure(open) {
  const measured = scenario === 'start' ? await startUp(open, Number(amount)) : await measureWindow(open);
  console.log(JSON.stringify(measured));
}

async function measureWindow(open) {
  const pool = open(Number(workers));
  await performToWarmUp[scenario](pool, Number(warmUp));
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  const figures = await perform[scenario](pool, Number(amount));
  const ms = performance.now() - before;
  const { user, system } = process.cpuUsage(cpuBefore);
  await pool.close();
  return { ms, cpuMs: (user + system) / 1000, ...figures };
}
