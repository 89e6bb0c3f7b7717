// A process that may open a file gives it, open, to one that need not be
// allowed to: here both ends are in this program.
//
//   node --import tsx apps/docs/programs/pass-a-file.ts
import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EventLoop, run, type Socket, socketpair } from 'tsyncio';

async function give(loop: EventLoop, channel: Socket, path: string): Promise<void> {
  const fd = openSync(path, 'r');
  try {
    await loop.sockSendmsg(channel, [basename(path)], { fds: [fd] });
  } finally {
    closeSync(fd); // the receiver has a descriptor of its own for the same open file
  }
}

async function take(loop: EventLoop, channel: Socket): Promise<void> {
  using message = await loop.sockRecvmsg(channel, 4096, { maxFds: 1 });
  const [fd] = message.fds; // from here on it is ours to close
  if (fd === undefined) throw new Error('no descriptor came with the message');
  try {
    const start = Buffer.alloc(12);
    readSync(fd, start, 0, start.length, 0);
    console.log(`${message.data} begins with "${start}"`);
  } finally {
    closeSync(fd);
  }
}

await run(async (loop) => {
  const [ours, theirs] = socketpair();
  using _ours = ours;
  using _theirs = theirs;
  const taken = loop.createTask(() => take(loop, theirs));
  await give(loop, ours, fileURLToPath(import.meta.url));
  await taken;
});
