// Rounds: fresh servers in each of them, every cell on every one of these, one after another, in an order that rotates.
import { runToEnd, startServer } from '../../lib/children.mjs';
import { choosePinning, pinned } from '../../lib/pinning.mjs';
import { median } from '../../lib/statistics.mjs';
import { compileDistance } from './compile.mjs';
import { isSteady } from './placement.mjs';

// How often a round is measured again when the cores moved in the middle of it.
const attempts = 4;

async function startAll(specs, pinning) {
  const results = await Promise.allSettled(specs.map(({ name, command }) => startServer(name, pinned(pinning.server, command))));
  const started = results.filter(({ status }) => status === 'fulfilled').map(({ value }) => value);
  const failure = results.find(({ status }) => status === 'rejected');
  if (failure) {
    await Promise.all(started.map((server) => server.stop()));
    throw failure.reason;
  }
  return started;
}

/** Nanoseconds, as a list that is empty when nothing is pinned. */
async function measureDistance(pinning) {
  if (pinning.reason) return [];
  return [Number(await runToEnd('The core distance probe', [compileDistance(), String(pinning.server), String(pinning.load)]))];
}

/** Every server once; `undefined` when the cores moved meanwhile. */
async function measureOnce(servers, pinning, first, measureWindow) {
  const windows = [];
  const distances = await measureDistance(pinning);
  for (let step = 0; step < servers.length; step++) {
    // Another one begins in every round, so that no server always follows the same one.
    const index = (first + step) % servers.length;
    windows[index] = await measureWindow(servers[index]);
    distances.push(...(await measureDistance(pinning)));
    if (!isSteady(distances)) return undefined;
  }
  return { windows, distanceNs: distances.length > 0 ? median(distances) : undefined };
}

/**
 * `measureWindow(server, cell, pinning)` resolves to the figures of one window. Resolves to the cells, each with its
 * `rounds` and how many were `dropped`, because the cores moved in every attempt.
 */
export async function measureRounds({ specs, cells, rounds, warmUp, measureWindow, onRound = () => {} }) {
  const pinning = choosePinning();
  const results = cells.map((cell) => ({ ...cell, rounds: [], dropped: 0 }));
  for (let round = 0; round < rounds; round++) {
    onRound(round, rounds);
    // What one process happens to get (addresses, compiled code) decides over one round only.
    const servers = await startAll(specs, pinning);
    try {
      for (const server of servers) await measureWindow(server, warmUp, pinning);
      for (const [index, cell] of cells.entries()) {
        let measured;
        for (let attempt = 0; attempt < attempts && !measured; attempt++) {
          measured = await measureOnce(servers, pinning, round, (server) => measureWindow(server, cell, pinning));
        }
        if (measured) results[index].rounds.push(measured);
        else results[index].dropped++;
      }
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  }
  return { pinning, results };
}
