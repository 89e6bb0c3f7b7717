// Child processes with node:child_process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { checkCount, checkExit, inLanes, line, measure, piece, together } from './measured.mjs';

/** Until it ended and its streams are closed. */
const closed = (child) =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });

const spawnTrue = async (stdio) => checkExit(await closed(spawn('/bin/true', { stdio })));

async function throughCat(total) {
  const child = spawn('/bin/cat', { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = closed(child);
  let received = 0;
  child.stdout.on('data', (data) => {
    received += data.length;
  });
  for (let sent = 0; sent < total; sent += piece.length) {
    if (!child.stdin.write(piece)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  checkExit(await ended);
  checkCount(received, total);
}

async function echo() {
  const child = spawn('/bin/cat', { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = closed(child);
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
    checkExit(await ended);
    checkCount(received, line.length);
  };
}

await measure({
  one: (count) => inLanes(count, 1, () => spawnTrue('pipe')),
  eight: (count) => inLanes(count, 8, () => spawnTrue('pipe')),
  bare: (count) => inLanes(count, 1, () => spawnTrue('ignore')),
  cat: throughCat,
  hundred: (times) =>
    inLanes(times, 1, async () => {
      const ends = await Promise.all(Array.from({ length: together }, echo));
      await Promise.all(ends.map((end) => end()));
    }),
});
