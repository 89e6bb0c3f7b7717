// Child processes with execa.
import { once } from 'node:events';
import { execa } from 'execa';
import { checkCount, checkExit, inLanes, line, measure, piece, together } from './measured.mjs';

const spawnTrue = async (options) => checkExit((await execa('/bin/true', options)).exitCode);

/** Whoever takes the data as it comes wants no buffer with all of it. */
const startCat = () => execa('/bin/cat', { stdin: 'pipe', stdout: 'pipe', stderr: 'ignore', buffer: false });

async function throughCat(total) {
  const child = startCat();
  let received = 0;
  child.stdout.on('data', (data) => {
    received += data.length;
  });
  for (let sent = 0; sent < total; sent += piece.length) {
    if (!child.stdin.write(piece)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  checkExit((await child).exitCode);
  checkCount(received, total);
}

async function echo() {
  const child = startCat();
  let received = 0;
  child.stdin.write(line);
  await new Promise((resolve) => {
    child.stdout.on('data', (data) => {
      received += data.length;
      if (received >= line.length) resolve();
    });
  });
  return async () => {
    child.stdin.end();
    checkExit((await child).exitCode);
    checkCount(received, line.length);
  };
}

await measure({
  one: (count) => inLanes(count, 1, () => spawnTrue({ stdio: 'pipe' })),
  eight: (count) => inLanes(count, 8, () => spawnTrue({ stdio: 'pipe' })),
  bare: (count) => inLanes(count, 1, () => spawnTrue({ stdio: 'ignore' })),
  cat: throughCat,
  hundred: (times) =>
    inLanes(times, 1, async () => {
      const ends = await Promise.all(Array.from({ length: together }, echo));
      await Promise.all(ends.map((end) => end()));
    }),
});
