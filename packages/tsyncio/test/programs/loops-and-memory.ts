// Makes and closes loops with sockets; says how many descriptors are left and by how many MiB the process grew meanwhile.
import { setImmediate as macrotask } from 'node:timers/promises';
import { openDescriptors } from '../../../../test-support/open-descriptors.ts';
import { newEventLoop, socketpair } from '../../src/index.ts';

async function useLoops(count: number): Promise<void> {
  for (let made = 0; made < count; made++) {
    const loop = newEventLoop();
    const [left, right] = socketpair();
    await loop.runUntilComplete(async () => {
      await loop.sockSendall(left, 'x'.repeat(1000));
      await loop.sockRecv(right, 4096);
    });
    for (const sock of [left, right]) sock.close();
    loop.close();
    await macrotask();
  }
}

/** The least of several, each after a full collection: what is counted is what stays. */
async function residentMiB(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let times = 0; times < 5; times++) {
    globalThis.gc?.();
    await macrotask();
    least = Math.min(least, process.memoryUsage.rss());
  }
  return least / 2 ** 20;
}

/** By how many MiB the process grew. */
async function growth(count: number): Promise<number> {
  const before = await residentMiB();
  await useLoops(count);
  return (await residentMiB()) - before;
}

const [warmUp, count] = [Number(process.argv[2]), Number(process.argv[3])];
await useLoops(warmUp);
const before = openDescriptors();
// What loops leave, they leave each time; what the engine keeps for itself grows now and then.
const grown = Math.min(await growth(count), await growth(count));
console.log(JSON.stringify({ left: openDescriptors().filter((label) => !before.includes(label)), grown }));
