// A loop beside Node's own: tasks and a timer of the loop, and a promise of
// Node.
//
//   node --import tsx apps/docs/programs/first-loop.ts
import { readFile } from 'node:fs/promises';
import { run, sleep } from 'tsyncio';

async function count(name: string, times: number, pause: number) {
  for (let n = 1; n <= times; n++) {
    await sleep(pause);
    console.log(`${name} ${n}`);
  }
  return times;
}

const answer = await run(async (loop) => {
  // Anything of Node can be awaited.
  const source = await readFile(new URL(import.meta.url), 'utf8');
  console.log(`read a program of ${source.split('\n').length - 1} lines`);

  loop.callLater(150, () => console.log('150 ms later'));

  // Both tasks begin in the next turn and run side by side.
  const first = loop.createTask(() => count('first', 2, 100));
  const second = loop.createTask(() => count('second', 1, 300));
  return (await first) + (await second);
});
console.log(`main returned ${answer}`);
