// A future that a task sets a second later. Another delay, in milliseconds, may be given.
//
//   node --import tsx examples/set-after.ts
//   node --import tsx examples/set-after.ts 100
import { type Future, run, sleep } from 'tsyncio';

const delay = Number(process.argv[2] ?? 1000);

async function setAfter(future: Future<string>, value: string) {
  await sleep(delay);
  future.setResult(value);
}

await run(async (loop) => {
  const future = loop.createFuture<string>();
  // It runs beside us: that nobody awaits it here is right.
  loop.createTask(() => setAfter(future, '... world'));
  console.log('hello ...');
  console.log(await future);
});
