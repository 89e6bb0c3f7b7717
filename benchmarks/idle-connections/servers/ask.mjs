// What every measured process can be asked by the one that started it.
import { setTimeout as wait } from 'node:timers/promises';

/** Once everything that can be collected is: finalizers run between collections. */
async function memoryInUse() {
  for (let pass = 0; pass < 4; pass++) {
    globalThis.gc();
    await wait(20);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heap: heapUsed + external };
}

/** Tell where it listens, and answer questions; a process whose starter has gone ends. */
export function answer(port, countConnections) {
  process.on('message', async () => process.send({ connections: countConnections(), ...(await memoryInUse()) }));
  process.on('disconnect', () => process.exit());
  process.send({ port });
}
