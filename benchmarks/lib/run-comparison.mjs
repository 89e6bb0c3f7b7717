// The command line of benchmarks in which contenders go through scenarios, round by round.
import { parseArgs } from 'node:util';
import { parseCount } from './counts.mjs';
import { resultFile } from './result-file.mjs';
import { runBenchmark } from './run-benchmark.mjs';

const options = {
  contenders: { type: 'string' },
  only: { type: 'string' },
  rounds: { type: 'string' },
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
};

const listOf = (text) => text.split(',').map((part) => part.trim());

function describeOptions({ name, kinds, scenarios, rounds, quick }) {
  return `Usage: node benchmarks/${name} [options]

  --contenders LIST  of ${kinds.join(', ')} (default: all)
  --only LIST        of ${scenarios.map((scenario) => scenario.name).join(', ')} (default: all)
  --rounds N         default ${rounds}
  --quick            ${quick.what}; writes no file
  --json FILE        where the figures go (default: benchmarks/results/${name}.json, of a run of everything)
`;
}

function chooseScenarios({ scenarios, quick }, only, isQuick) {
  const names = scenarios.map(({ name }) => name);
  const wanted = only ? listOf(only) : names;
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--only wants some of ${names.join(', ')}, not "${unknown}"`);
  const chosen = scenarios.filter(({ name }) => wanted.includes(name));
  return isQuick ? chosen.map(quick.shortened) : chosen;
}

function readPlan(comparison) {
  const { values } = parseArgs({ options });
  if (values.help) return undefined;
  const { quick, only, contenders } = values;
  const { name, kinds, describeContender, rounds } = comparison;
  // Part of it must not replace the figures of a full run.
  const isFull = !quick && !only && !contenders;
  return {
    contenders: (contenders ? listOf(contenders) : kinds).map(describeContender),
    scenarios: chooseScenarios(comparison, only, quick),
    rounds: parseCount(values.rounds ?? String(quick ? comparison.quick.rounds : rounds), 'rounds'),
    json: values.json ?? (isFull ? resultFile(name) : undefined),
  };
}

/**
 * `comparison`: the benchmark's `name`, the `kinds` of contenders and `describeContender`, the `scenarios`, how many `rounds`, and of a
 * `quick` look how many, `what` it is in words, and what makes a scenario `shortened`.
 */
export const runComparison = (comparison, { measure, formatReport }) =>
  runBenchmark({ help: describeOptions(comparison), readPlan: () => readPlan(comparison), measure, formatReport });
