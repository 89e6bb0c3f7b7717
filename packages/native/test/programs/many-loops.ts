// Makes and closes many loops; argv[2] is how many, argv[3] whether the host's loop may breathe between them.
import { setImmediate as macrotask } from 'node:timers/promises';
import { createLoop } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { openDescriptors } from '../../../../test-support/open-descriptors.ts';

const [count, breathe] = [Number(process.argv[2]), process.argv[3] === 'breathe'];
createLoop([], nativeKernel()).close();
await macrotask();
const before = openDescriptors();
for (let made = 0; made < count; made++) {
  const loop = createLoop([], nativeKernel());
  if (breathe) await loop.runUntilComplete(async () => made);
  loop.close();
  if (breathe) await macrotask();
}
await macrotask();
console.log(JSON.stringify({ left: openDescriptors().filter((label) => !before.includes(label)) }));
