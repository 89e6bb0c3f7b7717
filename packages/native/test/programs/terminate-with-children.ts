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
  return readdirSync('/proc/self/task').flatMap(childrenOf);
}

function childrenOf(task: string): string[] {
  try {
    return readFileSync(`/proc/self/task/${task}/children`, 'latin1').split(' ');
  } catch {
    // The thread has ended meanwhile.
    return [];
  }
}

/** What tells of the ends of children. The compiler that loads these sources has files and processes of its own. */
function exits(): string[] {
  return allDescriptors().filter((label) => /pidfd|pipe:/.test(label));
}

async function endWorkers(count: number, byThread: boolean): Promise<{ there: number; left: string[] }> {
  const workers = Array.from({ length: count }, () => startWorker(import.meta.url, { byThread }));
  const pids = (await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0] as number[]))).flat();
  const ours = () => children().filter((pid) => pids.includes(Number(pid)));
  const there = ours().length;
  await Promise.all(workers.map((worker) => worker.terminate()));
  return { there, left: ours() };
}

if (isMainThread) {
  const byThread = process.argv[2] === 'thread';
  if (process.argv[3] === 'here') (await import('../../src/load-binding.ts')).loadBinding();
  await endWorkers(1, byThread);
  const before = exits();
  const ended = await endWorkers(2, byThread);
  // A thread that waited for a child may need a moment to close its end of the pipe.
  const deadline = performance.now() + 60_000;
  const others = () => exits().filter((label) => !before.includes(label));
  while (others().length > 0 && performance.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
  console.log(JSON.stringify({ ...ended, open: others() }));
} else {
  parentPort?.postMessage(await startSome(workerData.given.byThread));
  setInterval(() => {}, 60_000);
}
