// Measures servers that send datagrams back, side by side.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSteady } from '../echo/lib/placement.mjs';
import { runToEnd, startServer } from '../lib/children.mjs';
import { choosePinning, pinned } from '../lib/pinning.mjs';
import { median } from '../lib/statistics.mjs';
import { compileDistance, compileLoad } from './lib/programs.mjs';
import { summarize } from './lib/summary.mjs';

// A fresh server's code is still being compiled: this much of the smallest, most frequent message first.
const compileWarmUp = { clients: 50, size: 64, durationMs: 50, warmUpMs: 350 };
// How often a round is measured again when the cores moved in the middle of it.
const attempts = 4;

function makeTools() {
  const load = compileLoad();
  const distance = compileDistance();
  const pinning = choosePinning();

  async function measureWindow(server, { clients, size, durationMs, warmUpMs }) {
    const where = server.path === undefined ? ['--port', String(server.port)] : ['--path', server.path];
    const options = { pid: server.pid, clients, size, duration: durationMs, warmup: warmUpMs };
    const args = [...where, ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])];
    try {
      return JSON.parse(await runToEnd('The load generator', pinned(pinning.load, [load, ...args])));
    } catch (error) {
      const said = server.errors();
      error.message += `\nwith the server ${server.name}, ${clients} clients and ${size} bytes${said && `\n${said}`}`;
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

async function startAll(servers, folder, pinning) {
  const start = async ({ name, command }, index) => {
    const path = folder && join(folder, `${index}.sock`);
    return { ...(await startServer(name, pinned(pinning.server, path ? [...command, path] : command))), path };
  };
  const results = await Promise.allSettled(servers.map(start));
  const started = results.flatMap(({ value }) => value ?? []);
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

/** Fresh servers, all cells: what one process happens to get (addresses, compiled code) decides over one round only. */
async function measureCells(tools, servers, results, folder, { round, ...window }) {
  const running = await startAll(servers, folder, tools.pinning);
  try {
    for (const server of running) await tools.measureWindow(server, compileWarmUp);
    for (const result of results) {
      let measured;
      for (let attempt = 0; attempt < attempts && !measured; attempt++) {
        measured = await measureRound(tools, running, { ...result, ...window }, round);
      }
      if (measured) result.rounds.push(measured);
      else result.dropped++;
    }
  } finally {
    await Promise.all(running.map((server) => server.stop()));
  }
}

/** Every cell `{ clients, size }` of a transport in every round, every server in every one of them. */
export async function compareServers({ transport, servers, cells, rounds, durationMs = 300, warmUpMs = 100, onRound = () => {} }) {
  const tools = makeTools();
  const results = cells.map((cell) => ({ transport, ...cell, rounds: [], dropped: 0 }));
  for (let round = 0; round < rounds; round++) {
    onRound(round, rounds);
    const folder = transport === 'unix' ? mkdtempSync(join(tmpdir(), 'datagrams-')) : undefined;
    try {
      await measureCells(tools, servers, results, folder, { round, durationMs, warmUpMs });
    } finally {
      if (folder) rmSync(folder, { recursive: true });
    }
  }
  return { pinning: tools.pinning, rounds, durationMs, warmUpMs, cells: summarize(servers, results) };
}
