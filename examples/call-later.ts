// Displays the date every second for 5 seconds. Another interval, in milliseconds, may be given.
//
//   node --import tsx examples/call-later.ts
//   node --import tsx examples/call-later.ts 100
import { type EventLoop, newEventLoop } from 'tsyncio';

const interval = Number(process.argv[2] ?? 1000);

function displayDate(loop: EventLoop, endTime: number) {
  console.log(new Date().toISOString());
  if (loop.time() + interval < endTime) loop.callLater(interval, displayDate, loop, endTime);
  else loop.stop();
}

const loop = newEventLoop();
try {
  loop.callSoon(displayDate, loop, loop.time() + 5 * interval);
  await loop.runForever();
} finally {
  loop.close();
}
