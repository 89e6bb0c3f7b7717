// Runs the soak in a process of its own, which can collect garbage when it wants, and judges what it says.
import { fileURLToPath } from 'node:url';
import { runToEnd } from '../lib/children.mjs';
import { slope } from './lib/memory.mjs';

const program = fileURLToPath(new URL('./soak.mjs', import.meta.url));

/** Until then code is compiled and pools are filled. */
const WARM_UP = { seconds: 30, share: 0.4 };
/** Below this a straight line through the samples says nothing. */
const SHORTEST_JUDGED_SECONDS = 60;
/** What is under way goes up and down by less, in KiB: a slope that comes to this over the time that is judged says nothing. */
const SWING = { rss: 16 * 1024, heap: 8 * 1024 };
/** However long the run, a minute may add so much, in KiB. */
const LEAST_BOUND = 1024;

function boundsFor(judgedSeconds) {
  const bounds = Object.entries(SWING).map(([figure, swing]) => [figure, Math.round(Math.max(LEAST_BOUND, (swing * 60) / judgedSeconds))]);
  return Object.fromEntries(bounds);
}

export async function soak({ seconds, seed, sockets }) {
  const said = JSON.parse(await runToEnd('The soak', [process.execPath, '--expose-gc', program, ...[seconds, seed, sockets].map(String)]));
  const warmUp = Math.min(WARM_UP.seconds, seconds * WARM_UP.share);
  const after = said.samples.filter((sample) => sample.seconds > warmUp);
  const memory = {
    warmUpSeconds: warmUp,
    rss: slope(after, 'rss'),
    heap: slope(after, 'heap'),
    bounds: boundsFor(seconds - warmUp),
    judged: seconds - warmUp >= SHORTEST_JUDGED_SECONDS,
  };
  return { ...said, memory, violations: [...said.violations, ...(memory.judged ? tooSteep(memory) : [])] };
}

function tooSteep({ bounds, ...slopes }) {
  return Object.entries(bounds)
    .filter(([figure, bound]) => slopes[figure] > bound)
    .map(([figure, bound]) => `${figure} grows by ${Math.round(slopes[figure])} KiB a minute, ${bound} are allowed`);
}
