// The benchmark's command line. `node benchmarks/sendfile --help` lists the options.
import { parseArgs } from 'node:util';
import { parseCount } from '../lib/counts.mjs';
import { resultFile } from '../lib/result-file.mjs';
import { runBenchmark } from '../lib/run-benchmark.mjs';
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

await runBenchmark({ help, readPlan, measure: compareSenders, formatReport });
