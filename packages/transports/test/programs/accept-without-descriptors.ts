// A server that runs out of descriptors. With the argument 'close' it is closed while it rests.
import { closeSync, openSync } from 'node:fs';
import { createLoop, type ExceptionContext, type InetAddress, type Socket, sleep, type TimerHandle } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { socket, sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';

const reports: ExceptionContext[] = [];
const held: number[] = [];
let served = 0;

/** When the last rest began, and whether it has gone on for far too long when a client is served. */
let reportedAt = 0;
let overdue: TimerHandle | undefined;
let tooLate = false;
let servedTooLate = false;

/** Take every descriptor that is left. */
function takeAll(): void {
  try {
    for (;;) held.push(openSync('/dev/null', 'r'));
  } catch (error) {
    if ((error as { code?: string }).code !== 'EMFILE') throw error;
  }
}

const loop = createLoop([sockets(), transports()], nativeKernel());
// The rest begins here; the program may get to the next line much later. A process that has to wait for its processor finds both timers due at
// once: what comes after the end of the rest takes some turns.
async function beTooLate(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await sleep(0);
  tooLate = true;
}
loop.setExceptionHandler((_loop, context) => {
  reports.push(context);
  reportedAt = loop.time();
  overdue?.cancel();
  overdue = loop.callLater(1600, () => void loop.createTask(beTooLate));
});
await loop.runUntilComplete(async () => {
  const server = await loop.createServer(
    () => {
      served++;
      servedTooLate = tooLate;
      return {};
    },
    { host: '127.0.0.1', port: 0 },
  );
  // A module loader may give descriptors back late, and a client be served with one of them: the next one finds none.
  const clients = Array.from({ length: 20 }, () => socket());
  const address = server.sockets[0]?.getsockname() as InetAddress;
  let next = 0;
  while (reports.length === 0 && next < clients.length - 1) {
    takeAll();
    const before = served;
    await loop.sockConnect(clients[next++] as Socket, address);
    while (reports.length === 0 && served === before) await sleep(1);
  }
  const firstReportedAt = reportedAt;
  // A client that was served beside the report leaves nobody waiting.
  const before = served;
  if (served === next) await loop.sockConnect(clients[next] as Socket, address);
  if (process.argv[2] === 'close') {
    server.close();
    await server.waitClosed();
  } else {
    // Wakes ten times; a loop that polls the full socket would take thousands of turns and all of the processor.
    const cpu = process.cpuUsage();
    for (let i = 0; i < 10; i++) {
      await sleep(50);
    }
    const { user, system } = process.cpuUsage(cpu);
    const servedWhileFull = served - before;
    // On a slow machine the rest may be over by now, once or more.
    const allowed = 1 + Math.floor((loop.time() - firstReportedAt) / 1000);
    const asAllowed = reports.length <= allowed ? 1 : reports.length;
    for (const fd of held) closeSync(fd);
    while (served === before) await sleep(1);
    const rested = loop.time() - reportedAt;
    server.close();
    for (const client of clients) client.close();
    await server.waitClosed();
    const found = reports.slice(0, asAllowed).map(({ message, exception, socket: listening }) => {
      const { code, syscall } = exception as { code: string; syscall: string };
      return { message, code, syscall, hasSocket: listening !== undefined };
    });
    console.log(
      JSON.stringify({
        reports: found,
        servedWhileFull,
        cpuWhileResting: user + system < 250_000 ? 'idle' : `${user + system} microseconds of 500000`,
        restedFor: rested > 900 && !servedTooLate ? 'about a second' : `${rested} ms`,
        servedAfterwards: served - before,
      }),
    );
  }
  overdue?.cancel();
  for (const client of clients) client.close();
});
loop.close();
if (process.argv[2] === 'close') {
  for (const fd of held) closeSync(fd);
  console.log('closed');
}
