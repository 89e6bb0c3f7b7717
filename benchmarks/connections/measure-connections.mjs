// Measures what it costs servers that connections come and go.
import { compile } from '../echo/lib/compile.mjs';
import { measureRounds } from '../echo/lib/interleaved-rounds.mjs';
import { runLoad } from '../echo/lib/run-load.mjs';
import { describeServer } from '../echo/lib/servers.mjs';
import { summarize } from './lib/summary.mjs';

/** Processor time of node:net by ours, per connection. */
export const wanted = 1.2;

export const kinds = ['tsyncio', 'node-net', 'uvloop', 'epoll'];

// A fresh server's code is still being compiled.
const compileWarmUp = { connections: 50, duration: 50, warmup: 500, 'warmup-count': 10_000 };

/** Each of `inProgress` many connections at a time in every round on each of `servers`. */
export async function compareConnections({ servers, inProgress, rounds = 15, durationMs = 300, warmUpMs = 100, onRound }) {
  const load = [compile('../connections/load.c', ['latency.h'])];
  const specs = servers.map((server) => (typeof server === 'string' ? describeServer(server) : server));
  const { pinning, results } = await measureRounds({
    specs,
    cells: inProgress.map((connections) => ({ connections })),
    rounds,
    warmUp: compileWarmUp,
    measureWindow: (server, cell, where) => runLoad(load, server, { duration: durationMs, warmup: warmUpMs, ...cell }, where),
    onRound,
  });
  return { pinning, rounds, durationMs, warmUpMs, cells: summarize(specs, results) };
}
