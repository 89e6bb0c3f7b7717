// Memory of many timers and many waiting tasks, each number of them in a process of its own.
import { fileURLToPath } from 'node:url';
import { runToEnd } from '../../lib/children.mjs';
import { judgeMemory } from './targets.mjs';

const grow = fileURLToPath(new URL('../memory/grow.mjs', import.meta.url));

const timers = [250_000, 500_000, 1_000_000];
const tasks = [25_000, 50_000, 100_000];

const subjects = [
  { subject: 'timers', title: 'pending timers', counts: timers, ours: true },
  { subject: 'tasks-async', title: 'waiting tasks, async functions', counts: tasks, ours: true },
  { subject: 'tasks-generator', title: 'waiting tasks, generators', counts: tasks, ours: true },
  { subject: 'node-timers', title: 'setTimeout', counts: timers },
  { subject: 'node-promises', title: 'waiting async functions', counts: tasks },
];

/** Bytes per item for each number of them; `linear` is the last by the first, `kept…` the part of the last that stayed. */
async function measureSubject(node, { subject, title, counts, ours = false }, share) {
  const sizes = [];
  for (const count of counts) {
    const said = await runToEnd(`Memory of ${title}`, [node.path, '--expose-gc', grow, subject, String(count / share)]);
    const { taken, kept } = JSON.parse(said);
    const [keptOnce, keptTwice] = kept.map((bytes) => Math.max(0, bytes) / taken);
    sizes.push({ count: count / share, bytes: (taken * share) / count, keptOnce, keptTwice });
  }
  const linear = sizes.at(-1).bytes / sizes[0].bytes;
  // The largest number tells: with few items, code that was compiled meanwhile is a part of what stays.
  const { keptOnce, keptTwice } = sizes.at(-1);
  const measured = { subject, title, node: node.version, ours, sizes, linear, keptOnce, keptTwice };
  return { ...measured, ...judgeMemory(measured, share) };
}

/** tsyncio on each node; Node.js itself beside it. */
export async function measureMemory(nodes, share = 1) {
  const measured = [];
  for (const node of nodes) for (const one of subjects) measured.push(await measureSubject(node, one, share));
  return measured;
}
