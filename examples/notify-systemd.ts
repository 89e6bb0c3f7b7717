// Tells systemd that a service is ready, what it does and that it stops: sd_notify, on a Unix datagram socket.
//
//   node --import tsx examples/notify-systemd.ts     as a service of Type=notify, or with NOTIFY_SOCKET set
import { constants, type EventLoop, run, sleep, socket } from 'tsyncio';

/** Whether there was somebody to tell. @see sd_notify(3) */
async function notify(loop: EventLoop, state: Record<string, string | number>) {
  const path = process.env.NOTIFY_SOCKET;
  if (!path) return false;
  using sock = socket(constants.AF_UNIX, constants.SOCK_DGRAM);
  const lines = Object.entries(state).map(([name, value]) => `${name}=${value}\n`);
  // "@name" is how the environment writes a name without a file: "\0name".
  await loop.sockSendto(sock, lines.join(''), path.replace(/^@/, '\0'));
  return true;
}

await run(async (loop) => {
  const told = await notify(loop, { READY: 1, MAINPID: process.pid, STATUS: 'Serving' });
  console.log(told ? 'systemd knows that we are ready' : 'NOTIFY_SOCKET is not set: nobody to tell');
  for (let i = 1; i <= 3; i++) {
    await sleep(50);
    await notify(loop, { WATCHDOG: 1, STATUS: `Still here, ${i} times` });
  }
  await notify(loop, { STOPPING: 1 });
});
