// What is measured, how much of it in one window, and what is wanted of it.

const piscina = ['piscina-sync', 'piscina-async', 'piscina-disabled', 'piscina-ahead'];

/** How many times ours the figure of the best of others has to be. */
const wanted = [
  { ours: 'thread', others: piscina, least: 1 },
  { ours: 'process', others: ['workerpool-process'], least: 1.2 },
];

/** `perform` is what programs know it by. `figure` is what is compared: milliseconds of what they measure. */
export const scenarios = [
  {
    name: 'latency',
    title: 'a no-op, one after another',
    perform: 'latency',
    workers: 1,
    amount: 10_000,
    warmUp: 3000,
    figure: 'p50',
    wanted,
  },
  {
    name: 'gaps',
    title: 'a no-op, a millisecond after another',
    perform: 'gaps',
    workers: 1,
    amount: 300,
    warmUp: 3000,
    figure: 'p50',
    wanted,
  },
  ...[1, 2].flatMap((workers) => [
    {
      name: `hundred-${workers}`,
      title: `no-ops, 100 at once, ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
      perform: 'hundred',
      workers,
      amount: 30_000,
      warmUp: 6000,
      figure: 'ms',
      wanted,
    },
    {
      name: `thousands-${workers}`,
      title: `no-ops, 10,000 at once, ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
      perform: 'thousands',
      workers,
      amount: 30_000,
      warmUp: 10_000,
      figure: 'ms',
      wanted,
    },
  ]),
  {
    name: 'cloned',
    title: '1 MiB copied there and back',
    perform: 'cloned',
    workers: 1,
    amount: 100,
    warmUp: 20,
    figure: 'ms',
  },
  {
    name: 'transferred',
    title: '1 MiB transferred there and back',
    perform: 'transferred',
    workers: 1,
    amount: 2000,
    warmUp: 200,
    figure: 'ms',
    // Memory of another process cannot be given away, and CPython's threads share it without a word.
    lacking: ['process', 'tinypool-process', 'workerpool-process', 'python-process', 'python-thread', 'interpreter'],
  },
  ...[1, 2].map((workers) => ({
    name: `compute-${workers}`,
    title: `arithmetic of some 10 ms, all at once, ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
    perform: 'compute',
    workers,
    amount: 20,
    warmUp: 4,
    figure: 'ms',
  })),
  { name: 'start', title: 'from a new pool to its first result', perform: 'start', workers: 1, amount: 5, warmUp: 0, figure: 'next' },
];

export const takesPart = ({ kind, only }, { name, lacking = [] }) => !lacking.includes(kind) && (only?.includes(name) ?? true);

/** The same in a shorter time. */
export const shortened = (scenario) => {
  // Batches stay whole.
  const whole = { thousands: 10_000, hundred: 100 }[scenario.perform] ?? 2;
  const shorten = (count) => Math.ceil(count / 10 / whole) * whole;
  return { ...scenario, amount: shorten(scenario.amount), warmUp: shorten(scenario.warmUp) };
};
