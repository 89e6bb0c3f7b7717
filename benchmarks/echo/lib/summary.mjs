// From measured windows to figures: medians per server, and ratios between them.
import { compareRounds, median } from '../../lib/statistics.mjs';
import { divide } from './placement.mjs';

const cpuPerMessage = (window) => (window.cpuSeconds * 1e6) / window.messages;
const messagesPerSecond = (window) => window.messages / window.seconds;

function summarizeServer({ kind, name, node }, windows) {
  const of = (figure) => median(windows.map(figure));
  return {
    kind,
    name,
    node,
    messagesPerSecond: of(messagesPerSecond),
    megabytesPerSecond: of((window) => window.bytes / window.seconds / 1e6),
    cpuMicrosecondsPerMessage: of(cpuPerMessage),
    busy: of((window) => window.cpuSeconds / window.seconds),
    p50Microseconds: of((window) => window.p50us),
    p99Microseconds: of((window) => window.p99us),
    windows,
  };
}

const compare = (above, below, figure) => compareRounds(above.windows.map(figure), below.windows.map(figure));

const compareCpu = (above, below) => compare(above, below, cpuPerMessage);
const compareThroughput = (above, below) => compare(above, below, messagesPerSecond);

const cheapest = (servers) =>
  servers.reduce((best, server) => (server.cpuMicrosecondsPerMessage < best.cpuMicrosecondsPerMessage ? server : best));

/** The ratios of one tsyncio server; a rival that was not measured is undefined. */
function ratiosOf(ours, servers) {
  const rivals = servers.filter(({ kind }) => kind === 'node-net');
  const nodeNet = rivals.length > 0 ? cheapest(rivals) : undefined;
  const floor = servers.find(({ kind }) => kind === 'epoll');
  return {
    server: ours.name,
    nodeNet: nodeNet && {
      server: nodeNet.name,
      // Both read alike: above 1, tsyncio is the better one.
      cpuNodeNetByOurs: compareCpu(nodeNet, ours),
      throughputOursByNodeNet: compareThroughput(ours, nodeNet),
    },
    epoll: floor && {
      // How many times the processor time of the floor, and which part of its throughput.
      cpuOursByC: compareCpu(ours, floor),
      throughputOursByC: compareThroughput(ours, floor),
    },
  };
}

function summarizePlacement(placement, servers, rounds) {
  const summaries = servers.map((server, index) =>
    summarizeServer(
      server,
      rounds.map((round) => round.windows[index]),
    ),
  );
  const distances = rounds.map((round) => round.distanceNs).filter((distance) => distance !== undefined);
  return {
    placement,
    coreDistanceNs: distances.length > 0 ? median(distances) : undefined,
    rounds: rounds.length,
    servers: summaries,
    ratios: summaries.filter(({ kind }) => kind === 'tsyncio').map((ours) => ratiosOf(ours, summaries)),
  };
}

/** `cells` with their `rounds` → cells with one summary per placement, that of most rounds first. */
export function summarize(servers, cells) {
  const placementOf = divide(cells.flatMap((cell) => cell.rounds));
  return cells.map(({ connections, size, rounds, dropped }) => {
    const groups = new Map();
    for (const round of rounds) {
      const placement = placementOf(round);
      groups.set(placement, [...(groups.get(placement) ?? []), round]);
    }
    const placements = [...groups].map(([placement, members]) => summarizePlacement(placement, servers, members));
    placements.sort((a, b) => b.rounds - a.rounds);
    return { connections, size, dropped, placements };
  });
}
