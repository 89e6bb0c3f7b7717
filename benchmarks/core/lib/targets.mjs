// What must hold. Ratios are theirs by ours in time: 2 is "twice as fast".

/** `from` is the case on tsyncio's side, measured in Node's own loop; `of` is a kind of peer, and `variant` one of its ways. */
const speedTargets = [
  { from: 'chain', of: 'node', variant: 'setImmediate', atLeast: 3 },
  { from: 'chain', of: 'uvloop', atLeast: 1.5 },
  { from: 'burst', of: 'uvloop', atLeast: 4 },
  { from: 'timers-mixed', of: 'node', variant: 'setTimeout', atLeast: 0.7 },
  { from: 'timers-usual', of: 'node', variant: 'setTimeout', atLeast: 0.7 },
  { from: 'timers-mixed', of: 'uvloop', atLeast: 3 },
  { from: 'timers-usual', of: 'uvloop', atLeast: 3 },
  { from: 'task-generator', of: 'uvloop', atLeast: 3 },
  { from: 'task-async', of: 'uvloop', atLeast: 2 },
];

/** Bytes per item may differ by this factor between the smallest and the largest number of items. */
export const linearWithin = 1.25;
/** This part of what was taken may stay after everything was cancelled: tables that were enlarged. */
const keptAtMost = 0.1;
/** And a second time may add this much of it to that. */
const addedAtMost = 0.01;

const verdict = (met) => (met ? 'met' : 'NOT MET');

function judgeSpeed(target, ours, ratios) {
  const found = ratios.find(
    ({ name, kind, variant, by }) => name === target.from && kind === target.of && variant === (target.variant ?? '') && by === ours.name,
  );
  return { ...target, by: ours.name, seen: found?.ratio, verdict: found ? verdict(found.ratio.ratio >= target.atLeast) : 'not measured' };
}

/** Every target for every tsyncio that was measured; those of cases that were left out are left out too. */
export function judgeSpeeds(peers, names, ratios) {
  const ours = peers.filter(({ kind }) => kind === 'tsyncio');
  return ours.flatMap((one) => speedTargets.filter(({ from }) => names.includes(from)).map((target) => judgeSpeed(target, one, ratios)));
}

/** Of tsyncio only, and only with full numbers: with few items, code that was compiled meanwhile is a part of what stays. */
export function judgeMemory({ ours, linear, keptOnce, keptTwice }, share) {
  if (!ours) return {};
  if (share > 1) return { linearVerdict: 'too few', keptVerdict: 'too few' };
  return {
    linearVerdict: verdict(linear <= linearWithin && linear >= 1 / linearWithin),
    keptVerdict: verdict(keptOnce <= keptAtMost && keptTwice - keptOnce <= addedAtMost),
  };
}
