// From the rounds of every cell to one summary per placement of the cores.
import { median } from '../../lib/statistics.mjs';
import { divide } from './placement.mjs';

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/**
 * `summarizeServer(spec, windows)` makes the figures of one server, `ratiosOf(servers)` those between them. The cells get
 * `placements`, that of most rounds first.
 */
export function summarizeCells(specs, results, { summarizeServer, ratiosOf }) {
  const placementOf = divide(results.flatMap(({ rounds }) => rounds));

  function summarizePlacement(placement, rounds) {
    const servers = specs.map((spec, index) =>
      summarizeServer(
        spec,
        rounds.map(({ windows }) => windows[index]),
      ),
    );
    const distances = rounds.flatMap(({ distanceNs }) => distanceNs ?? []);
    const coreDistanceNs = distances.length > 0 ? median(distances) : undefined;
    return { placement, coreDistanceNs, rounds: rounds.length, servers, ratios: ratiosOf(servers) };
  }

  return results.map(({ rounds, ...cell }) => {
    const groups = [...groupBy(rounds, placementOf)];
    const placements = groups.map(([placement, members]) => summarizePlacement(placement, members));
    return { ...cell, placements: placements.sort((a, b) => b.rounds - a.rounds) };
  });
}
