// Handles each signal that the system lets a program catch, one after the other, by number and by name, and has them sent to itself.
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { createLoop } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { signals } from '@tsyncio/signals';

const uncatchable = [constants.signals.SIGKILL, constants.signals.SIGSTOP, 32, 33];
const numbers = Array.from({ length: 64 }, (_, i) => i + 1).filter((signo) => !uncatchable.includes(signo));
const names = Object.entries(constants.signals).filter(([, signo]) => !uncatchable.includes(signo));

function dispositions(): string {
  return (readFileSync('/proc/self/status', 'latin1').match(/^Sig(?:Ign|Cgt):.*$/gm) ?? []).join();
}

const loop = createLoop([signals()], nativeKernel());
const before = dispositions();
const wrong: unknown[] = [];

async function tryOne(signal: number | NodeJS.Signals, signo: number): Promise<void> {
  const told = loop.createFuture<unknown>();
  loop.addSignalHandler(signal, (argument: unknown) => told.setResult(argument), signal);
  process.kill(process.pid, signo);
  if ((await told) !== signal || !loop.removeSignalHandler(signal) || dispositions() !== before) wrong.push(signal);
}

await loop.runUntilComplete(async () => {
  for (const signo of numbers) await tryOne(signo, signo);
  for (const [name, signo] of names) await tryOne(name as NodeJS.Signals, signo);
});
loop.close();
console.log(JSON.stringify({ byNumber: numbers.length, byName: names.length, wrong, restored: dispositions() === before }));
