// Measures pools of workers: how fast work goes to them and its result comes back.
import { runToEnd } from '../lib/children.mjs';
import { takesPart } from './lib/scenarios.mjs';
import { summarize } from './lib/summary.mjs';

const measureWindow = async ({ name, command }, { perform, amount, warmUp, workers }) =>
  JSON.parse(await runToEnd(`${name}: ${perform}`, command([perform, amount, warmUp, workers].map(String))));

async function measureRound({ contenders, scenario, round, windowsOf }) {
  const present = contenders.filter((contender) => takesPart(contender, scenario));
  for (let step = 0; step < present.length; step++) {
    // Another one begins in every round, so that none always follows the same one.
    const contender = present[(round + step) % present.length];
    const windows = windowsOf.get(contender.kind) ?? [];
    windows.push(await measureWindow(contender, scenario));
    windowsOf.set(contender.kind, windows);
  }
}

// Node reads such certificates whenever it starts, which takes longer than all else; not every pool passes its environment to its processes.
delete process.env.NODE_EXTRA_CA_CERTS;

/** Every contender in every scenario and round, each time in a process of its own, in an order that rotates. */
export async function compareContenders({ contenders, scenarios, rounds, onRound = () => {} }) {
  const measured = scenarios.map(() => new Map());
  for (let round = 0; round < rounds; round++) {
    onRound(round, rounds);
    for (const [at, scenario] of scenarios.entries()) await measureRound({ contenders, scenario, round, windowsOf: measured[at] });
  }
  return { rounds, ...summarize(scenarios, contenders, measured) };
}
