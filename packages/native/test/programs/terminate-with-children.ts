// Ends worker threads that have children, and says which of these are left, running or as zombies, and which descriptors. argv[2] is how the
// children are waited for, `thread` or `descriptor`; argv[3] is `here` when the main thread has the addon loaded as well, which otherwise goes
// with the last worker.
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { allDescriptors } from '../../../../test-support/open-descriptors.ts';
import { startWorker } from '../../../../test-support/start-worker.ts';

async function startSome(byThread: boolean): Promise<number[]> {
  const { loadBinding } = await import('../../src/load-binding.ts');
  const { sleepers } = await import('../sleepers.ts');
  return sleepers(loadBinding(), { byThread }, 10).map(({ pid }) => pid);
}

/** Children of this process, zombies too. */
function children(): string[] {
  const lists = readdirSync('/proc/self/task').map((task) => readFileSync(`/proc/self/task/${task}/children`, 'latin1'));
  return lists.flatMap((list) => list.split(' ').filter((pid) => pid !== ''));
}

async function endWorkers(count: number, byThread: boolean): Promise<number> {
  const workers = Array.from({ length: count }, () => startWorker(import.meta.url, { byThread }));
  const pids = (await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0] as number[]))).flat();
  const there = children().filter((pid) => pids.includes(Number(pid))).length;
  await Promise.all(workers.map((worker) => worker.terminate()));
  return there;
}

if (isMainThread) {
  const byThread = process.argv[2] === 'thread';
  if (process.argv[3] === 'here') (await import('../../src/load-binding.ts')).loadBinding();
  await endWorkers(1, byThread);
  const before = allDescriptors();
  const mine = children();
  const there = await endWorkers(2, byThread);
  const left = children().filter((pid) => !mine.includes(pid));
  // A thread that waited for a child may need a moment to close its end of the pipe.
  const deadline = performance.now() + 5000;
  const others = () => allDescriptors().filter((label) => !before.includes(label));
  while (others().length > 0 && performance.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
  console.log(JSON.stringify({ there, left, open: others() }));
} else {
  parentPort?.postMessage(await startSome(workerData.given.byThread));
  setInterval(() => {}, 60_000);
}
