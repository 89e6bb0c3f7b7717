// What is measured, how much of it in one window, and what is wanted of it.

const GIB = 2 ** 30;

/** `amount` is done in the measured window, `warmUp` before it; `wanted` are ratios of time, theirs by ours. */
export const scenarios = [
  {
    name: 'one',
    title: '/bin/true with three pipes, one after another',
    amount: 400,
    warmUp: 100,
    unit: 'children',
    wanted: { 'child-process': 1 },
  },
  {
    name: 'eight',
    title: '/bin/true with three pipes, 8 at once',
    amount: 400,
    warmUp: 100,
    unit: 'children',
    wanted: { 'child-process': 1 },
  },
  {
    name: 'bare',
    title: '/bin/true without pipes, one after another',
    amount: 400,
    warmUp: 100,
    unit: 'children',
    wanted: { 'child-process': 1 },
  },
  { name: 'cat', title: '1 GiB through cat', amount: GIB, warmUp: GIB / 8, unit: 'GiB', wanted: { 'child-process': 1.5, asyncio: 1.2 } },
  { name: 'hundred', title: '100 cats at once, a line through each', amount: 4, warmUp: 1, unit: 'children', wanted: {} },
];

const perAmount = { one: 1, eight: 1, bare: 1, cat: 1 / GIB, hundred: 100 };

/** How many of its unit one second holds. */
export const rateOf = ({ name, amount }, seconds) => (amount * perAmount[name]) / seconds;

/** The same in a shorter time. */
export const shortened = (scenario) => ({ ...scenario, amount: Math.ceil(scenario.amount / 4), warmUp: Math.ceil(scenario.warmUp / 4) });

/** How many children of ours have to leave nothing behind. */
export const childrenChecked = 500;
