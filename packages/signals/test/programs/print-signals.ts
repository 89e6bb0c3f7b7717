// Prints each signal of argv that comes; SIGTERM ends it.
import { createLoop } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { signals } from '@tsyncio/signals';

const loop = createLoop([signals()], nativeKernel());
for (const signal of process.argv.slice(2)) loop.addSignalHandler(Number(signal) || (signal as NodeJS.Signals), () => console.log(signal));
loop.addSignalHandler('SIGTERM', () => {
  console.log('SIGTERM');
  loop.stop();
});
loop.callSoon(() => console.log('ready'));
await loop.runForever();
loop.close();
