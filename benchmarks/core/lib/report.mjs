// The text that is printed: a table per case, then memory, then the targets.
import { formatRatio, formatRounds } from '../../lib/format.mjs';
import { formatTable } from '../../lib/table.mjs';
import { linearWithin } from './targets.mjs';

// Digits stay readable without a comma that some read as a point.
const formatCount = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ' ');
const formatPercent = (part) => `${(part * 100).toFixed(1)} %`;
const formatRow = ({ peer, variant }) => (variant ? `${peer} ${variant}` : peer);

/** Below this part of the time on the core, something else had a share of it. */
const busyEnough = 0.9;

/** Timers wait for a few milliseconds on their own account. */
function formatDisturbance(rows) {
  const shares = rows.filter(({ name }) => name !== 'timers-fire').flatMap(({ busy }) => busy);
  const disturbed = shares.filter((share) => share < busyEnough).length;
  if (disturbed === 0) return [];
  return [
    `DISTURBED: in ${disturbed} of ${shares.length} measurements something else had the core for more than a tenth of the time. ` +
      'Trust what follows little, or give the run a quiet machine.\n',
  ];
}

function formatCase(one, { rows, ratios, share, peers }) {
  const mine = rows.filter(({ name }) => name === one.name);
  const bases = peers.filter(({ kind }) => kind === 'tsyncio');
  const ratioTo = (row, base) =>
    row.peer === base.name
      ? '1'
      : formatRatio(
          ratios.find(
            ({ name, peer, variant, by }) => name === one.name && peer === row.peer && variant === row.variant && by === base.name,
          )?.ratio,
        );
  const lines = mine.map((row) => [
    formatRow(row),
    row.nanoseconds.median.toFixed(row.nanoseconds.median < 100 ? 1 : 0),
    ...bases.map((base) => ratioTo(row, base)),
  ]);
  const header = ['', 'ns', ...bases.map((base) => (bases.length > 1 ? `× ${base.name}` : '× tsyncio'))];
  const title = `${one.title} (${one.name}), ${formatCount(one.operations / share)}: ${one.does}`;
  return `${title}\n${formatTable(header, lines)}\n`;
}

function formatMemory(memory) {
  const rows = memory.map(({ title, node, ours, sizes, linear, keptOnce, keptTwice }) => [
    `${ours ? 'tsyncio' : 'node'}: ${title} (node ${node})`,
    sizes.map(({ count }) => formatCount(count)).join(' / '),
    sizes.map(({ bytes }) => bytes.toFixed(0)).join(' / '),
    linear.toFixed(2),
    formatPercent(keptOnce),
    formatPercent(keptTwice),
  ]);
  const header = ['memory', 'how many', 'bytes each', 'most by fewest', 'stays', 'second time'];
  return `${formatTable(header, rows)}\n`;
}

const titleOf = (cases, name) => cases.find((one) => one.name === name).title;
const rival = ({ of, variant }) => (variant ? `${of} ${variant}` : of);

function formatTargets({ cases, speedTargets, memory, peers }) {
  const several = peers.filter(({ kind }) => kind === 'tsyncio').length > 1;
  const rows = speedTargets.map((target) => [
    `${titleOf(cases, target.from)}, by ${rival(target)}'s${several ? `: ${target.by}` : ''}`,
    `at least ${target.atLeast}`,
    formatRatio(target.seen),
    target.verdict,
  ]);
  for (const one of memory.filter(({ ours }) => ours)) {
    const what = several ? `${one.title} (node ${one.node})` : one.title;
    rows.push([`${what}: memory grows linearly`, `within ${linearWithin}`, one.linear.toFixed(2), one.linearVerdict]);
    const kept = `${formatPercent(one.keptOnce)}, then ${formatPercent(one.keptTwice)}`;
    rows.push([`${what}: memory is given back`, 'at most 10 % stays, then no more', kept, one.keptVerdict]);
  }
  return rows.length > 0 ? formatTable(['target', 'wanted', 'seen', 'verdict'], rows) : '';
}

export function formatReport(result) {
  const { machine, pinning, rounds, cases, missing, memory } = result;
  const where = pinning.reason ? `NOT PINNED: ${pinning.reason}` : `On core ${pinning.core}`;
  return [
    `The core of the loop, ${machine.cpu}, ${machine.date}`,
    `${where}. ${formatRounds(rounds)}; nanoseconds per operation, medians.`,
    "× tsyncio: its time by tsyncio's, within a round; the median, and in brackets the middle half. Above 1, tsyncio is faster.\n",
    ...formatDisturbance(result.rows),
    ...missing.map((sentence) => `MISSING: ${sentence}\n`),
    ...cases.map((one) => formatCase(one, result)),
    ...(memory.length > 0 ? [formatMemory(memory)] : []),
    formatTargets(result),
  ].join('\n');
}
