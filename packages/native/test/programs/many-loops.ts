// Makes and closes many loops; argv[2] is how many, argv[3] whether the host's loop may breathe between them, argv[4] their poller.
import { setImmediate as macrotask } from 'node:timers/promises';
import { createLoop } from '@tsyncio/core';
import { nativeKernel, type PollerName } from '@tsyncio/native';
import { openDescriptors } from '../../../../test-support/open-descriptors.ts';

const [count, breathe] = [Number(process.argv[2]), process.argv[3] === 'breathe'];
const poller = process.argv[4] as PollerName;
createLoop([], nativeKernel({ poller })).close();
await macrotask();
const before = openDescriptors();
for (let made = 0; made < count; made++) {
  const loop = createLoop([], nativeKernel({ poller }));
  if (breathe) await loop.runUntilComplete(async () => made);
  loop.close();
  if (breathe) await macrotask();
}
await macrotask();
console.log(JSON.stringify({ left: openDescriptors().filter((label) => !before.includes(label)) }));
