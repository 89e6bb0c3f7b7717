// Handlers for SIGINT and SIGTERM: stops the loop, instead of ending the process. Press Ctrl+C.
//
//   node --import tsx examples/signal-handlers.ts
import { newEventLoop } from 'tsyncio';

const loop = newEventLoop();

function askExit(signal: string): void {
  console.log(`got signal ${signal}: exit`);
  loop.stop();
}

try {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) loop.addSignalHandler(signal, askExit, signal);
  console.log('Event loop running for 1 hour, press Ctrl+C to interrupt.');
  console.log(`pid ${process.pid}: send SIGINT or SIGTERM to exit.`);
  loop.callLater(3_600_000, loop.stop);
  await loop.runForever();
} finally {
  loop.close();
}
