// What is measured, in the order in which each process runs it.

const million = 1_000_000;

export const cases = [
  { name: 'chain', title: 'callSoon chain', does: 'a callback schedules the next one', operations: million },
  {
    name: 'burst',
    title: 'callSoon burst',
    does: 'up to 100 000 callbacks queued at once, then run; again until all have run',
    operations: million,
  },
  {
    name: 'timers-mixed',
    title: 'timers added and cancelled, mixed deadlines',
    does: 'random whole milliseconds up to an hour; all added, then cancelled in another order',
    operations: million,
  },
  {
    name: 'timers-usual',
    title: 'timers added and cancelled, usual deadlines',
    does: 'the same with sixteen different delays between 1 ms and an hour',
    operations: million,
  },
  { name: 'timers-fire', title: 'timers that fire', does: 'random delays from 0 to 5 ms; until all have fired', operations: million },
  { name: 'future', title: 'future', does: 'made, given a callback and a result; the callback makes the next one', operations: 200_000 },
  {
    name: 'task-async',
    title: 'task round trip, async function',
    does: 'a task makes a task that returns at once, and awaits it',
    operations: 200_000,
    operationsOf: { effection: 20_000 },
  },
  {
    name: 'task-generator',
    title: 'task round trip, generator',
    does: 'the same, both tasks generators',
    operations: 200_000,
    operationsOf: { effection: 20_000 },
  },
  { name: 'sleep-async', title: 'sleep(0), async function', does: 'a task awaits sleep(0) again and again', operations: 200_000 },
  { name: 'sleep-generator', title: 'sleep(0), generator', does: 'the same in a generator', operations: 200_000 },
  {
    name: 'cancel-async',
    title: 'cancel waiting tasks, async functions',
    does: 'each waits for a future of its own; from the first cancel() until the last is done',
    operations: 100_000,
  },
  { name: 'cancel-generator', title: 'cancel waiting tasks, generators', does: 'the same with generators', operations: 100_000 },
];

/** Everything, or the cases of a comma-separated list. A name also stands for all that begin with it. */
export function chooseCases(list) {
  if (list === undefined) return cases;
  const wanted = list.split(',').map((name) => name.trim());
  for (const name of wanted) {
    if (!cases.some((one) => one.name.startsWith(name) && name !== '')) {
      throw new Error(`There is no case "${name}"; there are ${cases.map((one) => one.name).join(', ')}.`);
    }
  }
  return cases.filter((one) => wanted.some((name) => one.name.startsWith(name)));
}
