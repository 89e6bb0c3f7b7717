// A signal, watched by a kernel and listened to with process.on, which come and go in different orders: says each time who was told of it.
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { setImmediate as macrotask } from 'node:timers/promises';
import { nativeKernel } from '@tsyncio/native';

const { SIGUSR2, SIGPIPE } = constants.signals;
const kernel = nativeKernel();
const { signals } = kernel;
if (signals === undefined) throw new Error('the native kernel has no signals');
let heard = 0;
const listener = (): void => {
  heard++;
};

function dispositions(): string {
  return (readFileSync('/proc/self/status', 'latin1').match(/^Sig(?:Ign|Cgt):.*$/gm) ?? []).join();
}

async function whoIsTold(signo: number): Promise<string> {
  heard = 0;
  process.kill(process.pid, signo);
  for (let round = 0; round < 3; round++) await macrotask();
  const taken = (signals?.take() ?? []).length > 0;
  if (taken) return heard > 0 ? 'kernel+listener' : 'kernel alone';
  return heard > 0 ? 'listener alone' : 'nobody';
}

process.on('SIGUSR2', listener);
process.off('SIGUSR2', listener);
const withoutListener = dispositions();
const restored = (wanted: string): string => (dispositions() === wanted ? 'restored' : 'changed');

process.on('SIGUSR2', listener);
signals.watch(SIGUSR2);
const first = [await whoIsTold(SIGUSR2)];
process.off('SIGUSR2', listener);
first.push(await whoIsTold(SIGUSR2));
signals.unwatch(SIGUSR2);
first.push(restored(withoutListener));
console.log(`listener first: ${first.join(', ')}`);

signals.watch(SIGUSR2);
process.on('SIGUSR2', listener);
const second = [await whoIsTold(SIGUSR2)];
signals.unwatch(SIGUSR2);
second.push(await whoIsTold(SIGUSR2));
process.off('SIGUSR2', listener);
second.push(restored(withoutListener));
console.log(`kernel first: ${second.join(', ')}`);

// SIGPIPE is ignored in Node, which forgets that when a listener of it goes: the kernel remembers.
const before = dispositions();
signals.watch(SIGPIPE);
process.on('SIGPIPE', listener);
const both = [await whoIsTold(SIGPIPE)];
signals.unwatch(SIGPIPE);
both.push(await whoIsTold(SIGPIPE));
signals.watch(SIGPIPE);
both.push(await whoIsTold(SIGPIPE));
process.off('SIGPIPE', listener);
both.push(await whoIsTold(SIGPIPE));
signals.unwatch(SIGPIPE);
both.push(restored(before));
console.log(`kernel first and last: ${both.join(', ')}`);
kernel.close();
