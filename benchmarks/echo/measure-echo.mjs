// Measures echo servers side by side. Importable: the demo shows a short
// comparison with `compareEcho`, and run.mjs fills its whole table with
// `compareCells`.
import { CompilerMissingError, compileLoad } from './lib/compile.mjs';
import { measureRounds } from './lib/interleaved-rounds.mjs';
import { runLoad } from './lib/run-load.mjs';
import { describeServer } from './lib/servers.mjs';
import { summarize } from './lib/summary.mjs';

export { CompilerMissingError, describeServer };

// A fresh server's code is still being compiled: this much of the smallest, most frequent message first.
const compileWarmUp = { connections: 50, size: 1024, duration: 50, warmup: 400, 'warmup-count': 50_000 };

/** Every cell `{ connections, size }` in every round, every server in every one of them. */
export async function compareCells({ servers, cells, rounds = 15, durationMs = 300, warmUpMs = 100, onRound }) {
  const load = compileLoad();
  const specs = servers.map((server) => (typeof server === 'string' ? describeServer(server) : server));
  const { pinning, results } = await measureRounds({
    specs,
    cells,
    rounds,
    warmUp: compileWarmUp,
    measureWindow: (server, cell, where) => runLoad([load], server, { duration: durationMs, warmup: warmUpMs, ...cell }, where),
    onRound,
  });
  return { pinning, rounds, durationMs, warmUpMs, cells: summarize(specs, results) };
}

/**
 * One cell, as plain data: `servers` with their medians and `ratios`, from the
 * placement of the cores that had most rounds. `servers` are kinds ('tsyncio',
 * 'node-net', 'epoll', …) or results of `describeServer`. Throws
 * CompilerMissingError where there is no C compiler.
 */
export async function compareEcho({ servers, connections = 50, size = 1024, rounds = 5, durationMs = 300, warmUpMs = 100 }) {
  const { cells, pinning } = await compareCells({ servers, cells: [{ connections, size }], rounds, durationMs, warmUpMs });
  const [{ placements, dropped }] = cells;
  if (placements.length === 0) throw new Error('The processor cores never stood still for one round; nothing could be measured.');
  return { connections, size, pinning, dropped, ...placements[0] };
}
