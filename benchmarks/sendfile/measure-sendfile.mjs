// Measures senders of one file side by side.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '../echo/lib/compile.mjs';
import { runToEnd, startServer } from '../lib/children.mjs';
import { choosePinning, pinned } from '../lib/pinning.mjs';
import { compareRounds, spread } from '../lib/statistics.mjs';
import { makeFile } from './lib/content.mjs';
import { senders } from './lib/senders.mjs';

/** What loop.sendfile has to be: so many times faster than Node.js. */
export const wanted = 2;
/** Sent before the measured transfer, in bytes: code is compiled, and the connection's buffers have grown. */
const warmUp = 64 << 20;

async function measureRound({ file, size, pinning, round }) {
  const receiver = await startServer('the receiver', pinned(pinning.load, [compile('../sendfile/receive.c')]));
  try {
    const windows = [];
    for (let step = 0; step < senders.length; step++) {
      // Another one begins in every round, so that none always follows the same one.
      const index = (round + step) % senders.length;
      const sender = senders[index];
      const given = [receiver.port, file, size, Math.min(warmUp, size)].map(String);
      const output = await runToEnd(sender.name, pinned(pinning.server, sender.command(given)));
      windows[index] = JSON.parse(output);
    }
    return windows;
  } finally {
    await receiver.stop();
  }
}

/** Every sender in every round, in an order that rotates; each in a process of its own. */
export async function compareSenders({ size, rounds, isPinned = false, onRound = () => {} }) {
  const pinning = isPinned ? choosePinning() : {};
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-sendfile-'));
  const measured = [];
  try {
    const file = join(folder, 'file');
    makeFile(file, size);
    for (let round = 0; round < rounds; round++) {
      onRound(round, rounds);
      measured.push(await measureRound({ file, size, pinning, round }));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { pinning, size, rounds, ...summarize(measured) };
}

/** Both ratios read alike: above 1, ours is the better one. The floor is below. */
function summarize(measured) {
  const windowsOf = (index) => measured.map((windows) => windows[index]);
  const figures = (index, figure) => windowsOf(index).map((window) => window[figure]);
  const ours = senders.findIndex(({ role }) => role === 'ours');
  const compare = (index, figure) => (index === ours ? null : compareRounds(figures(index, figure), figures(ours, figure)));
  return {
    senders: senders.map(({ name, role }, index) => ({
      name,
      role,
      seconds: spread(figures(index, 'seconds')),
      cpuSeconds: spread(figures(index, 'cpuSeconds')),
      secondsByOurs: compare(index, 'seconds'),
      cpuByOurs: compare(index, 'cpuSeconds'),
      windows: windowsOf(index),
    })),
  };
}
