// From rounds to figures: the median of each, and ratios taken within rounds.
import { compareRounds, spread } from '../../lib/statistics.mjs';

const same = (a, b) => a.name === b.name && a.variant === b.variant;

/** One row per case, peer and variant, with its nanoseconds per operation in every round. */
function collectRows(peers, rounds) {
  return peers.flatMap((peer, index) =>
    rounds[0][index].map((first) => {
      const lines = rounds.map((round) => round[index].find((line) => same(line, first)));
      const figures = lines.map((line) => line.nanoseconds);
      const { name, variant } = first;
      return {
        name,
        variant,
        kind: peer.kind,
        peer: peer.name,
        node: peer.node,
        nanoseconds: spread(figures),
        rounds: figures,
        busy: lines.map((line) => line.busy),
      };
    }),
  );
}

/** Each row by each hosted tsyncio's of the same case; peers on another Node.js are not compared. */
function collectRatios(rows) {
  const ours = rows.filter(({ kind }) => kind === 'tsyncio');
  return ours.flatMap((base) =>
    rows
      .filter((row) => row !== base && row.name === base.name && (row.node ?? base.node) === base.node)
      .map(({ name, kind, variant, peer, rounds }) => ({
        name,
        kind,
        variant,
        peer,
        by: base.peer,
        ratio: compareRounds(rounds, base.rounds),
      })),
  );
}

/** `rounds[round][peer]` are the lines that this peer printed. */
export function summarize(peers, rounds) {
  const rows = collectRows(peers, rounds);
  return { rows, ratios: collectRatios(rows) };
}
