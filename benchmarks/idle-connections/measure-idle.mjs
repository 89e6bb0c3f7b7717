// What idle connections cost those that are active, and how much memory each takes.
import { compileLoad } from '../echo/lib/compile.mjs';
import { runToEnd } from '../lib/children.mjs';
import { choosePinning, pinned } from '../lib/pinning.mjs';
import { compareRounds, median, spread } from '../lib/statistics.mjs';
import { holdConnections, kinds, startServer } from './lib/processes.mjs';

const WARM_UP_MS = 200;
/** Code that is compiled meanwhile must not count as memory of connections. */
const WARM_UP_CONNECTIONS = 100;

export const wanted = { throughput: 0.8, memory: 0.5 };

const messagesPerSecond = ({ messages, seconds }) => messages / seconds;
const cpuPerMessage = ({ cpuSeconds, messages }) => (cpuSeconds * 1e6) / messages;

async function measureWindow(load, core, server, { active, size, durationMs }) {
  const options = { port: server.port, pid: server.pid, connections: active, size, duration: durationMs, warmup: WARM_UP_MS };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return JSON.parse(await runToEnd('The load generator', pinned(core, [load, ...args])));
}

/** One round: two fresh servers of a kind, one with idle connections; windows on both, `first` on the first of them. */
async function measureRound(tools, kind, plan, first) {
  const { load, pinning } = tools;
  const running = [];
  try {
    const servers = [];
    for (let i = 0; i < 2; i++) {
      servers.push(await startServer(kind, pinning.server));
      running.push(servers[i]);
    }
    const [, crowded] = servers;
    running.push(await holdConnections(crowded, plan.idle, pinning.load));
    for (const server of servers) await measureWindow(load, pinning.load, server, { ...plan, durationMs: 1 });
    const windows = [];
    for (const index of first === 0 ? [0, 1] : [1, 0]) windows[index] = await measureWindow(load, pinning.load, servers[index], plan);
    const { connections } = await crowded.ask();
    if (connections < plan.idle) throw new Error(`${kind} held ${connections} of ${plan.idle} idle connections to the end`);
    return { without: windows[0], with: windows[1] };
  } finally {
    await Promise.all(running.map((one) => one.stop()));
  }
}

function summarizeActive(kind, rounds) {
  const figures = (which, figure) => rounds.map((round) => figure(round[which]));
  const of = (which) => ({
    messagesPerSecond: median(figures(which, messagesPerSecond)),
    cpuMicrosecondsPerMessage: median(figures(which, cpuPerMessage)),
  });
  return {
    kind,
    name: kinds[kind],
    without: of('without'),
    with: of('with'),
    // Both read alike: 1 is no difference, below 1 idle connections cost something.
    throughput: compareRounds(figures('with', messagesPerSecond), figures('without', messagesPerSecond)),
    cpu: compareRounds(figures('without', cpuPerMessage), figures('with', cpuPerMessage)),
    rounds,
  };
}

/** Bytes per connection, in a process of its own. */
async function measureMemory(kind, { idle }, pinning) {
  const server = await startServer(kind, pinning.server);
  const holders = [];
  try {
    const warmUp = await holdConnections(server, Math.min(idle, WARM_UP_CONNECTIONS), pinning.load);
    holders.push(warmUp);
    await warmUp.stop();
    let before = await server.ask();
    while (before.connections > 0) before = await server.ask();
    // What ended last is collected by now too.
    before = await server.ask();
    holders.push(await holdConnections(server, idle, pinning.load));
    const after = await server.ask();
    return { rss: (after.rss - before.rss) / idle, heap: (after.heap - before.heap) / idle };
  } finally {
    await Promise.all([server, ...holders].map((one) => one.stop()));
  }
}

function summarizeMemory(rounds) {
  const figures = (kind, figure) => rounds.map((round) => round[kind][figure]);
  return ['rss', 'heap'].map((figure) => ({
    figure,
    bytes: Object.fromEntries(Object.keys(kinds).map((kind) => [kind, spread(figures(kind, figure))])),
    oursByTheirs: compareRounds(figures('tsyncio', figure), figures('node-net', figure)),
  }));
}

export async function measureIdle({ idle = 10_000, active = 200, size = 1024, rounds = 7, durationMs = 1000, onRound = () => {} } = {}) {
  const plan = { idle, active, size, durationMs };
  const tools = { load: compileLoad(), pinning: choosePinning() };
  const names = Object.keys(kinds);
  const measured = Object.fromEntries(names.map((kind) => [kind, []]));
  const memory = [];
  for (let round = 0; round < rounds; round++) {
    onRound(round, rounds);
    const order = round % 2 === 0 ? names : [...names].reverse();
    const bytes = {};
    for (const kind of order) {
      measured[kind].push(await measureRound(tools, kind, plan, round % 2));
      bytes[kind] = await measureMemory(kind, plan, tools.pinning);
    }
    memory.push(bytes);
  }
  const servers = names.map((kind) => summarizeActive(kind, measured[kind]));
  return { ...plan, rounds, pinning: tools.pinning, servers, memory: summarizeMemory(memory) };
}
