// Measures child processes: how fast they come and go, and what goes through their pipes.
import { runToEnd } from '../lib/children.mjs';
import { childrenChecked } from './lib/scenarios.mjs';
import { summarize } from './lib/summary.mjs';

const measureWindow = async ({ name, command }, { name: scenario, amount, warmUp }) =>
  JSON.parse(await runToEnd(name, command([scenario, amount, warmUp].map(String))));

async function measureRound({ contenders, scenario, round }) {
  const windows = [];
  for (let step = 0; step < contenders.length; step++) {
    // Another one begins in every round, so that none always follows the same one.
    const index = (round + step) % contenders.length;
    windows[index] = await measureWindow(contenders[index], scenario);
  }
  return windows;
}

/** What is left when `childrenChecked` children of ours came and went: nothing is wanted. */
async function checkLeftovers(contenders) {
  const ours = contenders.find(({ kind }) => kind === 'tsyncio');
  if (!ours) return null;
  const { zombies, descriptorsLeft } = await measureWindow(ours, { name: 'hundred', amount: childrenChecked / 100, warmUp: 0 });
  return { children: childrenChecked, zombies, descriptorsLeft };
}

/** Every contender in every scenario and round, each time in a process of its own, in an order that rotates. */
export async function compareContenders({ contenders, scenarios, rounds, onRound = () => {} }) {
  const measured = scenarios.map(() => []);
  for (let round = 0; round < rounds; round++) {
    onRound(round, rounds);
    for (const [at, scenario] of scenarios.entries()) measured[at].push(await measureRound({ contenders, scenario, round }));
  }
  return { rounds, scenarios: summarize(scenarios, contenders, measured), leftovers: await checkLeftovers(contenders) };
}
