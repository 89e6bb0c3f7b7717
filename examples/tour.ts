// A tour of what a loop does, measured while you read. `npm run demo` builds the packages and runs it.
//
//   node --import tsx examples/tour.ts
//   node --import tsx examples/tour.ts --no-benchmark
import { type EventLoop, run } from 'tsyncio';
import { goOnBesideNode } from './tour/beside-node.ts';
import { cancelAnAsyncFunction } from './tour/cancellation.ts';
import { addressOf, startEchoServer, talkFromOurClient, talkFromPython, talkFromRawSocket } from './tour/echo.ts';
import { terminalReport } from './tour/report.ts';
import { openAndClose } from './tour/thousand-connections.ts';
import { compareThroughput } from './tour/throughput.ts';
import { keepTime } from './tour/timers.ts';

const started = performance.now();
const limit = 60_000;
const report = terminalReport();

/** A chapter that fails is told, and the tour goes on. */
async function chapter(title: string, steps: () => PromiseLike<void>): Promise<void> {
  report.chapter(title);
  try {
    await steps();
  } catch (error) {
    report.check(false, title, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }
}

async function tour(loop: EventLoop): Promise<void> {
  const server = await startEchoServer(loop);
  const address = addressOf(server);
  await chapter('An echo server, and three kinds of clients', async () => {
    report.came('loop.createServer', `listening on ${address.host}:${address.port}`);
    await talkFromOurClient(loop, address, report);
    await talkFromPython(address, report);
    await talkFromRawSocket(loop, address, report);
  });
  await chapter('A plain async function, cancelled in the middle of an await', () => cancelAnAsyncFunction(loop, report));
  await chapter('Timers count fractions of a millisecond', () => keepTime(loop, report));
  await chapter("A guest of Node's own loop", () => goOnBesideNode(loop, address, report));
  server.close();
  await server.waitClosed();
  await chapter('Many connections, none left behind', () => openAndClose(loop, report));
}

setTimeout(() => {
  console.error(`\nThe tour did not end within ${limit / 1000} s.`);
  process.exit(1);
}, limit).unref();

console.log(`tsyncio on Node.js ${process.version}, ${process.platform} ${process.arch}`);
await run(tour);
if (!process.argv.includes('--no-benchmark')) {
  await chapter('Echo throughput beside node:net: 50 connections, 1 KiB (some seconds)', () => compareThroughput(report));
}
console.log(`\nThe tour took ${((performance.now() - started) / 1000).toFixed(1)} s.`);
if (report.failures.length > 0) {
  console.error(`${report.failures.length} did not come back as it should:\n  ${report.failures.join('\n  ')}`);
  process.exitCode = 1;
}
