// Measures echo servers side by side. Importable: the demo shows a short
// comparison with `compareEcho`, and run.mjs fills its whole table with
// `compareCells`.
import { runToEnd, startServer } from '../lib/children.mjs';
import { choosePinning, pinned } from '../lib/pinning.mjs';
import { median } from '../lib/statistics.mjs';
import { CompilerMissingError, compileDistance, compileLoad } from './lib/compile.mjs';
import { isSteady } from './lib/placement.mjs';
import { describeServer } from './lib/servers.mjs';
import { summarize } from './lib/summary.mjs';

export { CompilerMissingError, describeServer };

// A fresh server's code is still being compiled: this much of the smallest, most frequent message first.
const compileWarmUp = { connections: 50, size: 1024, durationMs: 1, warmUpMs: 400 };
// How often a round is measured again when the cores moved in the middle of it.
const attempts = 4;

function makeTools() {
  const load = compileLoad();
  const distance = compileDistance();
  const pinning = choosePinning();

  async function measureWindow(server, { connections, size, durationMs, warmUpMs }) {
    const options = { port: server.port, pid: server.pid, connections, size, duration: durationMs, warmup: warmUpMs };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    try {
      return JSON.parse(await runToEnd('The load generator', pinned(pinning.load, [load, ...args])));
    } catch (error) {
      const said = server.errors();
      error.message += `\nwith the server ${server.name}, ${connections} connections of ${size} bytes${said && `\n${said}`}`;
      throw error;
    }
  }

  /** Nanoseconds, as a list that is empty when nothing is pinned. */
  async function measureDistance() {
    if (pinning.reason) return [];
    return [Number(await runToEnd('The core distance probe', [distance, String(pinning.server), String(pinning.load)]))];
  }

  return { pinning, measureWindow, measureDistance };
}

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

/** One round of one cell: every server once; `undefined` when the cores moved meanwhile. */
async function measureRound(tools, servers, cell, first) {
  const windows = [];
  const distances = [...(await tools.measureDistance())];
  for (let step = 0; step < servers.length; step++) {
    // Another one begins in every round, so that no server always follows the same one.
    const index = (first + step) % servers.length;
    windows[index] = await tools.measureWindow(servers[index], cell);
    distances.push(...(await tools.measureDistance()));
    if (!isSteady(distances)) return undefined;
  }
  return { windows, distanceNs: distances.length > 0 ? median(distances) : undefined };
}

/**
 * Every cell `{ connections, size }` in every round, every server in every one
 * of them, and in each round fresh server processes: what one process happens
 * to get (addresses, compiled code) decides over one round only.
 */
export async function compareCells({ servers, cells, rounds = 15, durationMs = 300, warmUpMs = 100, onRound = () => {} }) {
  const specs = servers.map((server) => (typeof server === 'string' ? describeServer(server) : server));
  const tools = makeTools();
  const results = cells.map((cell) => ({ ...cell, rounds: [], dropped: 0 }));

  for (let round = 0; round < rounds; round++) {
    onRound(round, rounds);
    const running = await startAll(specs, tools.pinning);
    try {
      for (const server of running) await tools.measureWindow(server, compileWarmUp);
      for (const result of results) {
        const cell = { connections: result.connections, size: result.size, durationMs, warmUpMs };
        let measured;
        for (let attempt = 0; attempt < attempts && !measured; attempt++) {
          measured = await measureRound(tools, running, cell, round);
        }
        if (measured) result.rounds.push(measured);
        else result.dropped++;
      }
    } finally {
      await Promise.all(running.map((server) => server.stop()));
    }
  }
  return { pinning: tools.pinning, rounds, durationMs, warmUpMs, cells: summarize(specs, results) };
}

/**
 * One cell, as plain data: `servers` with their medians and `ratios`, from the
 * placement of the cores that had most rounds. `servers` are kinds ('tsyncio',
 * 'node-net', 'epoll') or results of `describeServer`. Throws
 * CompilerMissingError where there is no C compiler.
 */
export async function compareEcho({ servers, connections = 50, size = 1024, rounds = 5, durationMs = 300, warmUpMs = 100 }) {
  const { cells, pinning } = await compareCells({ servers, cells: [{ connections, size }], rounds, durationMs, warmUpMs });
  const [{ placements, dropped }] = cells;
  if (placements.length === 0) throw new Error('The processor cores never stood still for one round; nothing could be measured.');
  return { connections, size, pinning, dropped, ...placements[0] };
}
