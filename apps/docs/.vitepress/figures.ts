/** One line of the table of measurements: how tsyncio does beside somebody else. */
export interface Figure {
  readonly measured: string;
  readonly ours: string;
  readonly beside: string;
  readonly theirs: string;
  /** How many times as fast as the other one; below 1, tsyncio is slower. For memory: how many times less. */
  readonly times: number;
  readonly range: string;
  readonly command: string;
  /** The page that says how it is measured, below benchmarks/. */
  readonly benchmark: string;
}

interface Ratio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/** The files of benchmarks/results as JSON. Which of their fields are read shows below; a missing one is an error at build. */
// biome-ignore lint/suspicious/noExplicitAny: the benchmarks write the files and have their own tests
export type Results = (name: string) => any;

/** What of each result file the first page shows. */
export function figuresOf(results: Results): Figure[] {
  return [
    ...echoFigures(results('echo')),
    ...connectionFigures(results('connections')),
    ...memoryFigures(results('idle-connections')),
    ...tlsFigures(results('tls-echo')),
    ...datagramFigures(results('datagrams')),
    ...sendfileFigures(results('sendfile')),
    ...childFigures(results('subprocess')),
    ...poolFigures(results('executors')),
    ...coreFigures(results('core')),
  ];
}

type Measurement = ReturnType<Results>;

function echoFigures({ cells }: Measurement): Figure[] {
  const { placements, connections } = named(cells, ({ size }) => size === 1024);
  const { servers, ratios } = mostRounds(placements);
  const { nodeNet, uvloop, epoll } = named(ratios, ({ kind }) => kind === 'tsyncio');
  const rate = (name: string) => perSecond(named(servers, (each) => each.name.startsWith(name)).messagesPerSecond);
  const line = (other: string, ratio: Ratio): Figure =>
    figure('echo', `TCP echo, ${connections} connections, 1 KiB messages`, rate('tsyncio (node 20'), other, rate(other), ratio);
  return [
    line(nodeNet.server, nodeNet.throughputOursByNodeNet),
    line(uvloop.server, uvloop.throughputOursByUvloop),
    line('C epoll', epoll.throughputOursByC),
  ];
}

function connectionFigures({ cells }: Measurement): Figure[] {
  const { servers, ratios } = mostRounds(cells[0].placements);
  const rate = (name: string) => perSecond(named(servers, (each) => each.name === name).connectionsPerSecond);
  return ratios.map(({ ours, server, throughputOursByTheirs }: Measurement) =>
    figure('connections', 'connections that come and go', rate(ours), server, rate(server), throughputOursByTheirs),
  );
}

function memoryFigures({ idle, memory }: Measurement): Figure[] {
  const { bytes, oursByTheirs } = named(memory, (each) => each.figure === 'rss');
  const title = `memory of an idle connection, ${idle.toLocaleString('en')} of them`;
  const times = { ratio: 1 / oursByTheirs.ratio, low: 1 / oursByTheirs.high, high: 1 / oursByTheirs.low };
  return [figure('idle-connections', title, inBytes(bytes.tsyncio.median), 'node:net', inBytes(bytes['node-net'].median), times)];
}

function tlsFigures({ cells }: Measurement): Figure[] {
  return cells.flatMap(({ connections, size, placements }: Measurement) => {
    const { servers, ratios } = mostRounds(placements);
    return ratios.map(({ node, throughputOursByNodeTls }: Measurement) => {
      const rate = (name: string) => perSecond(named(servers, (each) => each.name === `${name} (node ${node})`).messagesPerSecond);
      const title = `TLS echo, ${connections} connections, ${size / 1024} KiB messages, Node ${node}`;
      return figure('tls-echo', title, rate('tsyncio'), 'node:tls', rate('node:tls'), throughputOursByNodeTls);
    });
  });
}

function datagramFigures({ cells }: Measurement): Figure[] {
  const line = (transport: string, clients: number, ours: string, other: RegExp) => {
    const cell = named(cells, (each) => each.transport === transport && each.clients === clients && each.size === 64);
    const { servers, ratios } = mostRounds(cell.placements);
    const found = named(ratios, (each) => each.ours.startsWith(ours) && other.test(each.other));
    const rate = (name: string) => perSecond(named(servers, (each) => each.name === name).messagesPerSecond);
    const title = `${transport === 'udp' ? 'UDP' : 'Unix'} datagrams, ${clients} ${clients === 1 ? 'sender' : 'senders'}, 64 bytes`;
    return figure('datagrams', title, rate(found.ours), found.other, rate(found.other), found.throughputOursByOther);
  };
  return [
    line('udp', 50, 'tsyncio, raw socket (node 20', /^node:dgram \(node 26/),
    line('udp', 50, 'tsyncio, raw socket (node 20', /^C epoll/),
    line('unix', 50, 'tsyncio, raw socket', /^unix-dgram/),
    line('unix', 50, 'tsyncio, raw socket', /^C epoll/),
  ];
}

function sendfileFigures({ senders }: Measurement): Figure[] {
  const ours = named(senders, ({ role }) => role === 'ours');
  return senders
    .filter(({ role }: Measurement) => role !== 'ours')
    .map(({ name, seconds, secondsByOurs }: Measurement) =>
      figure('sendfile', 'a file of 1 GiB over TCP', inSeconds(ours.seconds.median), name, inSeconds(seconds.median), secondsByOurs),
    );
}

function childFigures({ scenarios }: Measurement): Figure[] {
  const { title, contenders } = named(scenarios, ({ name }) => name === 'one');
  const ours = named(contenders, ({ kind }) => kind === 'tsyncio');
  return contenders
    .filter(({ kind }: Measurement) => !kind.startsWith('tsyncio'))
    .map(({ name, rate, secondsByOurs }: Measurement) =>
      figure('subprocess', title, perSecond(ours.rate), name, perSecond(rate), secondsByOurs),
    );
}

function poolFigures({ scenarios }: Measurement): Figure[] {
  const line = (scenario: string, ours: string, other: string) => {
    const { title, figure: field, contenders } = named(scenarios, ({ name }) => name === scenario);
    const us = named(contenders, ({ name }) => name === ours);
    const them = named(contenders, ({ name }) => name === other);
    const shown = field === 'p50' ? inMicroseconds : inMilliseconds;
    const kind = ours.replace('tsyncio, ', '');
    return figure('executors', `${kind}: ${title}`, shown(us[field]), other, shown(them[field]), them.byOurs);
  };
  return [
    line('hundred-2', 'tsyncio, threads', 'piscina, atomics async'),
    line('latency', 'tsyncio, threads', 'piscina, atomics sync'),
    line('latency', 'tsyncio, threads', 'workerpool, threads'),
    line('cloned', 'tsyncio, threads', 'piscina, atomics sync'),
    line('hundred-2', 'tsyncio, processes', 'workerpool, processes'),
    line('latency', 'tsyncio, processes', 'workerpool, processes'),
    line('gaps', 'tsyncio, processes', 'workerpool, processes'),
  ];
}

function coreFigures({ cases, rows, ratios }: Measurement): Figure[] {
  const line = (name: string, kind: string, variant: string, other: string) => {
    const { title } = named(cases, (each) => each.name === name);
    const found = named(
      ratios,
      (each) => each.name === name && each.kind === kind && each.variant === variant && each.by.includes('node 20'),
    );
    const time = (peer: string, form: string) =>
      inNanoseconds(named(rows, (each) => each.name === name && each.peer === peer && each.variant === form).nanoseconds.median);
    return figure('core', title, time(found.by, ''), other, time(found.peer, variant), found.ratio);
  };
  return [
    line('chain', 'node', 'setImmediate', 'setImmediate'),
    line('chain', 'node', 'nextTick', 'process.nextTick'),
    line('timers-mixed', 'node', 'setTimeout', 'setTimeout'),
    line('timers-fire', 'node', 'setTimeout', 'setTimeout'),
    line('future', 'node', 'promise', 'a promise'),
  ];
}

function figure(benchmark: string, measured: string, ours: string, beside: string, theirs: string, { ratio, low, high }: Ratio): Figure {
  const range = `${twoDigits(low)}–${twoDigits(high)}`;
  return { measured, ours, beside, theirs, times: ratio, range, command: `node benchmarks/${benchmark}`, benchmark };
}

function named(list: readonly Measurement[], matches: (each: Measurement) => boolean): Measurement {
  const found = list.find(matches);
  if (found === undefined) throw new Error(`benchmarks/results has no entry for ${matches}`);
  return found;
}

/** A placement is where the system put the two cores; the one measured most often counts. */
function mostRounds(placements: readonly Measurement[]): Measurement {
  return [...placements].sort((a, b) => b.rounds - a.rounds)[0];
}

/** Two digits that say something: 0.94, 1.2, 5.2, 12. */
export function twoDigits(value: number): string {
  return value < 10 ? Number(value.toPrecision(2)).toString() : Math.round(value).toString();
}

const rounded = (value: number): string => Math.round(Number(value.toPrecision(3))).toLocaleString('en');
const perSecond = (value: number): string => `${rounded(value)}/s`;
const inBytes = (value: number): string => `${rounded(value)} bytes`;
const inSeconds = (value: number): string => `${value.toFixed(2)} s`;
const inMilliseconds = (value: number): string => `${rounded(value)} ms`;
const inMicroseconds = (value: number): string => `${(value * 1000).toFixed(1)} µs`;
const inNanoseconds = (value: number): string => `${rounded(value)} ns`;
