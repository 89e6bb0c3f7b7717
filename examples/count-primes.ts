// Counts primes in worker threads, in the order in which they were asked for; then gives up on work that takes too long.
//
//   node --import tsx examples/count-primes.ts
import { CancelledError, currentWork, run, ThreadPoolExecutor } from 'tsyncio';

/** It crosses to a worker as its text: it uses nothing but its arguments and globals. */
function countPrimes(from: number, to: number): number {
  let count = 0;
  for (let n = Math.max(from, 2); n < to; n++) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= n && prime; divisor++) prime = n % divisor !== 0;
    if (prime) count++;
  }
  return count;
}

/** `currentWork` is a global of every worker. In a thread its signal tells of a cancellation even while this never waits. */
function countUntilTold(): number {
  let numbers = 0;
  while (!currentWork()?.signal.aborted) numbers++;
  return numbers;
}

await run(async (loop) => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
  const starts = [0, 10_000, 20_000, 30_000];
  const ends = starts.map((start) => start + 10_000);
  for await (const count of pool.map(countPrimes, [starts, ends])) console.log(`${count} primes`);

  const endless = loop.runInExecutor(pool, countUntilTold);
  loop.callLater(50, () => endless.cancel());
  try {
    await endless;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    console.log('gave up on the work that never ends');
  }
});
