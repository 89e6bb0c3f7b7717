// The text that is printed: a table for each scenario, then what was wanted.
import { formatRatio, formatRounds } from '../../lib/format.mjs';
import { formatTable } from '../../lib/table.mjs';

const verdict = (met) => (met ? 'met' : 'NOT MET');
const milliseconds = (seconds) => (seconds * 1000).toFixed(0);

function formatScenario({ title, unit, contenders }) {
  const rows = contenders.map((contender) => [
    contender.name,
    contender.rate.toFixed(unit === 'GiB' ? 2 : 0),
    milliseconds(contender.seconds),
    formatRatio(contender.secondsByOurs),
    milliseconds(contender.cpuSeconds),
    formatRatio(contender.cpuByOurs),
    milliseconds(contender.childCpuSeconds),
  ]);
  const header = [title, `${unit}/s`, 'ms', 'times ours', 'CPU ms', 'times ours', "children's"];
  return `${formatTable(header, rows)}\n`;
}

function wantedRows({ title, wanted, contenders }) {
  return contenders
    .filter(({ kind, secondsByOurs }) => secondsByOurs && Object.hasOwn(wanted, kind))
    .map(({ kind, name, secondsByOurs }) => [
      title,
      name,
      wanted[kind].toFixed(1),
      formatRatio(secondsByOurs),
      verdict(secondsByOurs.ratio >= wanted[kind]),
    ]);
}

function formatLeftovers(leftovers) {
  if (!leftovers) return [];
  const { children, zombies, descriptorsLeft } = leftovers;
  const none = zombies === 0 && descriptorsLeft === 0;
  return [`\nAfter ${children} children of ours: ${zombies} zombies, ${descriptorsLeft} descriptors left: ${verdict(none)}`];
}

export function formatReport({ machine, rounds, scenarios, leftovers }) {
  const rows = scenarios.flatMap(wantedRows);
  return [
    `Child processes, Node.js ${machine.node}, ${machine.cpu}, ${machine.date}`,
    `${formatRounds(rounds)}; medians, and of ratios, each taken within a round, the middle half.\n`,
    ...scenarios.map(formatScenario),
    ...(rows.length > 0 ? [formatTable(['wanted', 'of', 'times', 'measured', ''], rows)] : []),
    ...formatLeftovers(leftovers),
  ].join('\n');
}
