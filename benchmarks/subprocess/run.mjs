// The benchmark's command line. `node benchmarks/subprocess --help` lists the options.
import { parseArgs } from 'node:util';
import { parseCount } from '../lib/counts.mjs';
import { resultFile } from '../lib/result-file.mjs';
import { runBenchmark } from '../lib/run-benchmark.mjs';
import { describeContender, kinds } from './lib/contenders.mjs';
import { formatReport } from './lib/report.mjs';
import { scenarios, shortened } from './lib/scenarios.mjs';
import { compareContenders } from './measure-subprocess.mjs';

const names = scenarios.map(({ name }) => name);

const help = `Usage: node benchmarks/subprocess [options]

  --contenders LIST  of ${kinds.join(', ')} (default: all)
  --only LIST        of ${names.join(', ')} (default: all)
  --rounds N         default 11
  --quick            3 rounds with a quarter of everything; writes no file
  --json FILE        where the figures go (default: benchmarks/results/subprocess.json, of a run of everything)
`;

const options = {
  contenders: { type: 'string' },
  only: { type: 'string' },
  rounds: { type: 'string' },
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
};

const listOf = (text) => text.split(',').map((part) => part.trim());

function chooseScenarios(only, isQuick) {
  const wanted = only ? listOf(only) : names;
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--only wants some of ${names.join(', ')}, not "${unknown}"`);
  const chosen = scenarios.filter(({ name }) => wanted.includes(name));
  return isQuick ? chosen.map(shortened) : chosen;
}

function readPlan() {
  const { values } = parseArgs({ options });
  if (values.help) return undefined;
  const { quick, only, contenders } = values;
  // Part of it must not replace the figures of a full run.
  const isFull = !quick && !only && !contenders;
  return {
    contenders: (contenders ? listOf(contenders) : kinds).map(describeContender),
    scenarios: chooseScenarios(only, quick),
    rounds: parseCount(values.rounds ?? (quick ? '3' : '11'), 'rounds'),
    json: values.json ?? (isFull ? resultFile('subprocess') : undefined),
  };
}

await runBenchmark({ help, readPlan, measure: compareContenders, formatReport });
