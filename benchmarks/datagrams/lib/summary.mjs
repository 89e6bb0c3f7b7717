// From measured windows to figures: medians per server, and ratios between them.
import { divide } from '../../echo/lib/placement.mjs';
import { compareRounds, median } from '../../lib/statistics.mjs';

const cpuPerMessage = (window) => (window.cpuSeconds * 1e6) / window.messages;
const messagesPerSecond = (window) => window.messages / window.seconds;

function summarizeServer({ role, name }, windows) {
  const of = (figure) => median(windows.map(figure));
  return {
    role,
    name,
    cpuMicrosecondsPerMessage: of(cpuPerMessage),
    messagesPerSecond: of(messagesPerSecond),
    busy: of((window) => window.cpuSeconds / window.seconds),
    p50Microseconds: of((window) => window.p50us),
    p99Microseconds: of((window) => window.p99us),
    windows,
  };
}

/** Both read alike: above 1, `ours` is the better one. */
function compare(ours, other) {
  const figures = (server, figure) => server.windows.map(figure);
  return {
    ours: ours.name,
    other: other.name,
    cpuOtherByOurs: compareRounds(figures(other, cpuPerMessage), figures(ours, cpuPerMessage)),
    throughputOursByOther: compareRounds(figures(ours, messagesPerSecond), figures(other, messagesPerSecond)),
  };
}

function ratiosOf(servers) {
  const others = servers.filter(({ role }) => role !== 'ours');
  return servers.filter(({ role }) => role === 'ours').flatMap((ours) => others.map((other) => compare(ours, other)));
}

function summarizePlacement(placement, servers, rounds) {
  const windowsOf = (index) => rounds.map((round) => round.windows[index]);
  const summaries = servers.map((server, index) => summarizeServer(server, windowsOf(index)));
  const distances = rounds.flatMap(({ distanceNs }) => distanceNs ?? []);
  const coreDistanceNs = distances.length > 0 ? median(distances) : undefined;
  return { placement, coreDistanceNs, rounds: rounds.length, servers: summaries, ratios: ratiosOf(summaries) };
}

/** Cells with their `rounds` → cells with one summary per placement of the cores, that of most rounds first. */
export function summarize(servers, cells) {
  const placementOf = divide(cells.flatMap(({ rounds }) => rounds));
  return cells.map(({ rounds, ...cell }) => {
    const groups = groupBy(rounds, placementOf);
    const placements = [...groups].map(([placement, members]) => summarizePlacement(placement, servers, members));
    return { ...cell, placements: placements.sort((a, b) => b.rounds - a.rounds) };
  });
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
