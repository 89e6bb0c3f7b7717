// Copies its standard input to its standard output, both as pipes of a loop, until a line says in which way to end.
import { createLoop, type Protocol, type WriteTransport } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { sockets } from '@tsyncio/sockets';
import { transports } from '../../src/index.ts';

const loop = createLoop([sockets(), transports()], nativeKernel());
await loop.runUntilComplete(async () => {
  const ended = loop.createFuture<string>();
  let output: WriteTransport;
  const copying: Protocol = {
    dataReceived: (data) => {
      output.write(data);
      ended.setResult(String(data).trim());
    },
  };
  const lost = loop.createFuture<void>();
  [output] = await loop.connectWritePipe(() => ({ connectionLost: () => lost.setResult() }), 1);
  const [input] = await loop.connectReadPipe(() => copying, 0);
  const how = await ended;
  if (how === 'exit') process.exit(0);
  if (how === 'leave') return;
  input.close();
  output.close();
  await lost;
});
