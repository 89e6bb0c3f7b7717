// Measures TLS echo servers side by side.
import { fileURLToPath } from 'node:url';
import { measureRounds } from '../echo/lib/interleaved-rounds.mjs';
import { runLoad } from '../echo/lib/run-load.mjs';
import { makeCertificate } from './lib/certificate.mjs';
import { describeServer } from './lib/servers.mjs';
import { summarize } from './lib/summary.mjs';

/** tsyncio's processor time at most that of node:tls. */
export const wanted = 1;

// A fresh server's code is still being compiled: this much of the smallest, most frequent message first.
const compileWarmUp = { connections: 50, size: 1024, duration: 50, warmup: 600, 'warmup-count': 20_000 };
const load = [process.execPath, fileURLToPath(new URL('load.mjs', import.meta.url))];

/** Every cell `{ connections, size }` in every round on each of `kinds`, under each of `nodes`. */
export async function compareTls({ kinds, nodes, cells, rounds = 15, durationMs = 300, warmUpMs = 150, onRound }) {
  const certificate = makeCertificate();
  try {
    const specs = nodes.flatMap((node) => kinds.map((kind) => describeServer(kind, node, certificate)));
    const window = { duration: durationMs, warmup: warmUpMs, cert: certificate.cert };
    const measureWindow = (server, cell, pinning) => runLoad(load, server, { ...window, ...cell }, pinning);
    const { pinning, results } = await measureRounds({ specs, cells, rounds, warmUp: compileWarmUp, measureWindow, onRound });
    return { pinning, rounds, durationMs, warmUpMs, cells: summarize(specs, results) };
  } finally {
    certificate.remove();
  }
}
