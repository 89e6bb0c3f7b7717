// Runs the cases of one peer as `plan` says, and prints a line of JSON for each; python/passes.py does the same.
// A case is a function of a number of operations, which returns how long they took and how many really ran.
import { median } from '../../../lib/statistics.mjs';

/** A warm-up pass has this part of the operations. */
const warmUpShare = 10;

async function runPass(name, run, operations) {
  const { nanoseconds, ran } = await run(operations);
  if (ran !== operations) throw new Error(`${name}: ${ran} of ${operations} operations ran`);
  return nanoseconds / operations;
}

async function measure(name, run, { operations, warmUps, atLeastMs }) {
  // What the case before left behind is not for this one to clear away.
  globalThis.gc?.();
  for (let pass = 0; pass < warmUps; pass++) await runPass(name, run, operations / warmUpShare);
  const figures = [];
  const start = performance.now();
  const cpuStart = process.cpuUsage();
  do figures.push(await runPass(name, run, operations));
  while (performance.now() - start < atLeastMs);
  const { user, system } = process.cpuUsage(cpuStart);
  const busy = (user + system) / 1000 / (performance.now() - start);
  return { nanoseconds: median(figures), passes: figures.length, busy };
}

/** `cases` has, per case, one function or an object of variants. The plan is this process's last argument. */
export async function runCases(cases) {
  const { steps, warmUps, atLeastMs } = JSON.parse(process.argv.at(-1));
  for (const { name, operations } of steps) {
    const found = cases[name] ?? {};
    const variants = typeof found === 'function' ? { '': found } : found;
    for (const [variant, run] of Object.entries(variants)) {
      const figures = await measure(`${name} ${variant}`.trim(), run, { operations, warmUps, atLeastMs });
      console.log(JSON.stringify({ name, variant, ...figures }));
    }
  }
}
