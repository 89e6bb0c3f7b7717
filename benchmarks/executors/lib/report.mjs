// The text that is printed: a table for each scenario, then what was wanted.
import { formatRatio, formatRounds } from '../../lib/format.mjs';
import { formatTable } from '../../lib/table.mjs';

const MIB_PER_PASS = 2;

const microseconds = (ms) => (ms * 1000).toFixed(1);
const ratio = ({ byOurs }) => formatRatio(byOurs);
const perSecond = ({ amount }, ms) => ((amount * 1000) / ms).toFixed(0);
const cpu = ({ amount }, { workers, cpuMs }) => (workers === 'thread' ? microseconds(cpuMs / amount) : '–');

/** The columns behind the name, by what a scenario compares or does. */
function columnsOf(scenario) {
  const { perform, amount } = scenario;
  if (scenario.figure === 'p50')
    return [
      ['p50 µs', ({ p50 }) => microseconds(p50)],
      ['p99 µs', ({ p99 }) => microseconds(p99)],
      ['times ours', ratio],
    ];
  if (perform === 'start')
    return [
      ['first ms', ({ first }) => first.toFixed(1)],
      ['next ms', ({ next }) => next.toFixed(1)],
      ['times ours', ratio],
    ];
  if (perform === 'compute')
    return [
      ['ms', ({ ms }) => ms.toFixed(0)],
      ['times ours', ratio],
    ];
  if (perform === 'cloned' || perform === 'transferred') {
    const rate = ({ ms }) => ((amount * MIB_PER_PASS * 1000) / ms).toFixed(0);
    return [
      ['µs each', ({ ms }) => microseconds(ms / amount)],
      ['MiB/s', rate],
      ['times ours', ratio],
    ];
  }
  return [
    ['a second', ({ ms }) => perSecond(scenario, ms)],
    ['CPU µs each', (one) => cpu(scenario, one)],
    ['times ours', ratio],
  ];
}

function formatScenario(scenario) {
  const columns = columnsOf(scenario);
  const rows = scenario.contenders.map((contender) => [contender.name, ...columns.map(([, format]) => format(contender))]);
  return `${formatTable([scenario.title, ...columns.map(([heading]) => heading)], rows)}\n`;
}

function formatScaling(scaling) {
  if (scaling.length === 0) return [];
  return [
    `${formatTable(
      ['arithmetic with 2 workers beside 1', 'times as fast'],
      scaling.map((one) => [one.name, formatRatio(one.scaling)]),
    )}\n`,
  ];
}

function formatVerdicts(scenarios) {
  const rows = scenarios.flatMap(({ title, verdicts }) =>
    verdicts.map(({ of, least, measured, met }) => [title, of, least.toFixed(1), formatRatio(measured), met ? 'met' : 'NOT MET']),
  );
  return rows.length > 0 ? [formatTable(['wanted', 'of', 'times', 'measured', ''], rows)] : [];
}

export function formatReport({ machine, rounds, scenarios, scaling }) {
  return [
    `Executors, Node.js ${machine.node}, ${machine.cores} cores, ${machine.cpu}, ${machine.date}`,
    `${formatRounds(rounds)}; medians, and of ratios, each taken within a round, the middle half.\n`,
    ...scenarios.map(formatScenario),
    ...formatScaling(scaling),
    ...formatVerdicts(scenarios),
  ].join('\n');
}
