// `node storm.mjs KIND HEALS TASKS KILLS SEED` prints what happened, as one JSON object. KIND: thread or process; HEALS: heals or breaks.
import { BrokenExecutorError, ProcessPoolExecutor, ThreadPoolExecutor } from 'tsyncio';
import { Random } from '../../lib/random.mjs';
import { kill, waysFor } from './kills.mjs';
import { childrenOf, countAll, whatIsLeft } from './leftovers.mjs';
import { Outcomes } from './outcomes.mjs';
import { taskOf } from './tasks.mjs';

const [kind, mode, ...numbers] = process.argv.slice(2);
const [tasks, kills, seed] = numbers.map(Number);
const heals = mode === 'heals';

const WORKERS = 3;
/** So many futures are pending at a time. */
const WINDOW = 2000;
const CANCELS = 0.005;

const Pool = kind === 'process' ? ProcessPoolExecutor : ThreadPoolExecutor;
const module = new URL('./work.mjs', import.meta.url);
const exported = new Map();

function workOf(name) {
  if (!exported.has(name)) exported.set(name, { module, export: name });
  return exported.get(name);
}

/** Numbers from 0 to below `count`, spread over all of them. */
function momentsFor(random, count, times) {
  const share = count / times;
  return new Set(Array.from({ length: times }, (_, i) => Math.floor((i + 0.1 + 0.8 * random.next()) * share)));
}

async function storm(pool, { random, count, killsAt, outcomes, killed }) {
  const submit = (name, ...args) => pool.submit(workOf(name), ...args);
  for (let n = 0; n < count; n++) {
    if (outcomes.pending >= WINDOW && !(await outcomes.below(WINDOW / 2))) return;
    if (killsAt.has(n)) {
      // Whoever is killed from outside has to be there.
      while (kind === 'process' && childrenOf().length === 0) await new Promise(setImmediate);
      const done = kill(killed.next(), { kind, submit, random });
      outcomes.followKilled(done);
    }
    const task = taskOf(n, random);
    const future = submit(task.name, ...task.args);
    task.cancelled = random.chance(CANCELS) && future.cancel();
    outcomes.follow(task, future);
  }
  await outcomes.below(1);
}

/** The ways to die, each as often as the others, and how often each was taken. */
function waysToDie(random) {
  const ways = waysFor(kind, heals);
  const counts = {};
  let at = random.between(0, ways.length - 1);
  const next = () => {
    const way = ways[at++ % ways.length];
    counts[way] = (counts[way] ?? 0) + 1;
    return way;
  };
  return { next, counts };
}

/** One pool that heals: whoever did not run in a worker that died is not concerned. */
async function stormThatHeals(context) {
  const { outcomes, random, killed } = context;
  const pool = new Pool({ maxWorkers: WORKERS, selfHealing: true });
  await storm(pool, { ...context, count: tasks, killsAt: momentsFor(random, tasks, kills) });
  const { sigkill = 0 } = killed.counts;
  if (outcomes.counts.broken > sigkill) {
    outcomes.violations.push(`${outcomes.counts.broken} pieces of work failed because of ${sigkill} workers that were killed from outside`);
  }
  await endPool(pool, tasks + kills - sigkill, outcomes);
}

/** Pools that break, one after another. */
async function stormsThatBreak(context) {
  const { outcomes, random } = context;
  const count = Math.floor(tasks / kills);
  for (let i = 0; i < kills; i++) {
    const pool = new Pool({ maxWorkers: WORKERS });
    await storm(pool, { ...context, count, killsAt: momentsFor(random, count, 1) });
    await refuses(pool, outcomes);
    await endPool(pool, null, outcomes);
  }
}

/** Soon after a worker died, at once. */
async function refuses(pool, { violations }) {
  for (const deadline = performance.now() + 60_000; performance.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 5))) {
    const late = pool.submit(workOf('plain'), 1);
    if (late.done() && late.exception() instanceof BrokenExecutorError) return;
    await late.then(undefined, () => {});
  }
  violations.push('a broken pool takes work');
}

async function endPool(pool, submitted, { violations }) {
  await pool.shutdown();
  const stats = pool.stats();
  const { workers, idle, queued, running, completed, failed, cancelled } = stats;
  if (workers + idle + queued + running > 0) violations.push(`after shutdown: ${JSON.stringify({ workers, idle, queued, running })}`);
  if (submitted !== null && stats.submitted !== submitted) violations.push(`${stats.submitted} were submitted, not ${submitted}`);
  if (completed + failed + cancelled !== stats.submitted) {
    violations.push(`${completed} completed, ${failed} failed, ${cancelled} cancelled of ${stats.submitted}`);
  }
}

/** What the first pool opens for good is open before the count. */
async function warmUp() {
  const pool = new Pool({ maxWorkers: WORKERS });
  await Promise.all(Array.from({ length: 100 }, (_, n) => pool.submit(workOf('later'), n)));
  await pool.shutdown();
  await new Promise((resolve) => setTimeout(resolve, 100));
}

await warmUp();
const before = countAll();
const random = new Random(seed);
const context = { outcomes: new Outcomes(kind), random, killed: waysToDie(random) };
const begin = performance.now();
await (heals ? stormThatHeals(context) : stormsThatBreak(context));
const ms = performance.now() - begin;
const left = await whatIsLeft(before);
const { counts, violations } = context.outcomes;
const result = { kind, heals, tasks, kills: context.killed.counts, seed, ms, counts, before, left, violations };
console.log(JSON.stringify({ ...result, violations: violations.slice(0, 20), violated: violations.length + left.length }));
// Nothing keeps the process: it ends by itself.
