// Loads the addon's file twice in the main thread and twice in each of two worker threads, which leave what they opened to the addon.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort } from 'node:worker_threads';
import { openDescriptors } from '../../../../test-support/open-descriptors.ts';
import { startWorker } from '../../../../test-support/start-worker.ts';
import type { Binding } from '../../src/binding.ts';

const command = fileURLToPath(new URL('../../bin/tsyncio-native.mjs', import.meta.url));
const file = execFileSync(process.execPath, [command, 'where'], { encoding: 'utf8' }).trim();

function load(): Binding {
  const loaded = { exports: {} as Binding };
  process.dlopen(loaded, file, constants.dlopen.RTLD_LAZY);
  return loaded.exports;
}

/** A byte through a pair of sockets. */
function passByte(binding: Binding): string {
  const pair = binding.pair(1, 1, 0);
  if (typeof pair === 'number') throw new Error(`no pair: ${pair}`);
  binding.send(pair[0], Buffer.from('x'), 0, 0);
  const received = Buffer.alloc(1);
  binding.recv(pair[1], received, 0, 1, 0);
  return received.toString();
}

function openPoll(binding: Binding): void {
  const poll = binding.pollOpen(() => {}, new Int32Array(16), binding.pollers[0] ?? 'none');
  if (typeof poll === 'number') throw new Error(`no poll: ${poll}`);
  binding.pollStart(poll);
  binding.pollStop(poll);
}

const bindings = [load(), load()];
for (const binding of bindings) openPoll(binding);
const works = { received: bindings.map(passByte), apart: bindings[0] !== bindings[1] };

async function ofWorker(): Promise<unknown> {
  const worker = startWorker(import.meta.url);
  const [[message]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
  return message;
}

if (isMainThread) {
  await ofWorker();
  const before = openDescriptors();
  const workers = await Promise.all([ofWorker(), ofWorker()]);
  const left = openDescriptors().filter((label) => !before.includes(label));
  const mainWorks = bindings.map(passByte).join('') === 'xx';
  console.log(JSON.stringify({ main: works, workers, left, mainWorks }));
} else parentPort?.postMessage(works);
