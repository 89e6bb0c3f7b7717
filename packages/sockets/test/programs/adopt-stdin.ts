// Adopts its standard input, a socket, reads from it, and ends in the way that its argument says.
import { writeSync } from 'node:fs';
import { createLoop } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { socket, sockets } from '../../src/index.ts';

const [how] = process.argv.slice(2);
const loop = createLoop([sockets()], nativeKernel());
await loop.runUntilComplete(async () => {
  const input = socket(undefined, undefined, undefined, { fd: 0 });
  writeSync(1, `${input.getblocking() ? 'blocking' : 'non-blocking'}, ${await loop.sockRecv(input, 100)}`);
  if (how === 'close') input.close();
  if (how === 'exit') process.exit(0);
});
if (how !== 'leave') loop.close();
