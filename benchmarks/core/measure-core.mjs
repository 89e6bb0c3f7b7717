// Rounds in which every peer runs once, each in a fresh process on the same core.
import { runToEnd } from '../lib/children.mjs';
import { pinned } from '../lib/pinning.mjs';
import { summarize } from './lib/summary.mjs';

/** A warm-up pass has a tenth of the operations; passes are repeated for this long. */
const passes = { warmUps: 2, atLeastMs: 300 };

async function runPeer({ kind, name, command }, { cases, share, core }) {
  const steps = cases.map((one) => ({ name: one.name, operations: (one.operationsOf?.[kind] ?? one.operations) / share }));
  const output = await runToEnd(name, pinned(core, [...command, JSON.stringify({ ...passes, steps })]));
  return output
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** `share` divides the numbers of operations. The answer has `rows` and `ratios`, see lib/summary.mjs. */
export async function compareCore({ peers, cases, rounds, share = 1, core, onRound = () => {} }) {
  const measured = [];
  for (let round = 0; round < rounds; round++) {
    onRound(round, rounds);
    const lines = [];
    for (let step = 0; step < peers.length; step++) {
      // Another one begins in every round, so that none always follows the same one.
      const index = (round + step) % peers.length;
      lines[index] = await runPeer(peers[index], { cases, share, core });
    }
    measured.push(lines);
  }
  return summarize(peers, measured);
}
