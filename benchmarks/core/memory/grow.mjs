// `node --expose-gc grow.mjs SUBJECT COUNT` prints what COUNT of them take, and what stays after the first and after the second time.
import { run, sleep } from 'tsyncio';
import { bytesInUse } from './heap.mjs';
import { subjects } from './subjects.mjs';

const [subject, count] = [process.argv[2], Number(process.argv[3])];

await run(async (loop) => {
  const { add, drop } = subjects[subject](loop);
  // Code and tables of its own that stay are no part of what an item takes.
  for (let time = 0; time < 10; time++) {
    await add(1000);
    await drop();
    await sleep(0);
  }
  const before = await bytesInUse();
  const taken = [];
  const kept = [];
  for (let time = 0; time < 2; time++) {
    await add(count);
    taken.push((await bytesInUse()) - before);
    await drop();
    await sleep(0);
    kept.push((await bytesInUse()) - before);
  }
  console.log(JSON.stringify({ taken: taken[0], kept }));
});
