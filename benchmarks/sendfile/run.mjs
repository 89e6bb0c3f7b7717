// The benchmark's command line. `node benchmarks/sendfile --help` lists the options.
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { parseCount } from '../lib/counts.mjs';
import { describeMachine } from '../lib/machine.mjs';
import { showProgress } from '../lib/progress.mjs';
import { resultFile, writeResult } from '../lib/result-file.mjs';
import { formatReport } from './lib/report.mjs';
import { compareSenders } from './measure-sendfile.mjs';

const help = `Usage: node benchmarks/sendfile [options]

  --rounds N     default 9
  --size MIB     of the file, default 1024
  --pinned       sender and receiver each on a core of its own (default: the system chooses)
  --quick        3 rounds of 256 MiB; writes no file
  --json FILE    where the figures go (default: benchmarks/results/sendfile.json)
`;

const options = {
  rounds: { type: 'string' },
  size: { type: 'string' },
  pinned: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
};

function readPlan() {
  const { values } = parseArgs({ options });
  if (values.help) return undefined;
  const { quick } = values;
  return {
    rounds: parseCount(values.rounds ?? (quick ? '3' : '9'), 'rounds'),
    size: parseCount(values.size ?? (quick ? '256' : '1024'), 'size') * 2 ** 20,
    isPinned: values.pinned,
    // A quick look must not replace the figures of a full run.
    json: values.json ?? (quick ? undefined : resultFile('sendfile')),
  };
}

async function main() {
  const plan = readPlan();
  if (!plan) {
    console.log(help);
    return;
  }
  const { json, ...what } = plan;
  const result = { machine: describeMachine(), ...(await compareSenders({ ...what, onRound: showProgress })) };
  console.log(formatReport(result));
  if (json) {
    writeResult(json, result);
    console.log(`\nWritten to ${relative(process.cwd(), json)}`);
  }
}

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
