// The benchmark's command line. `node benchmarks/idle-connections --help` lists the options.
import { parseArgs } from 'node:util';
import { parseCount } from '../lib/counts.mjs';
import { resultFile } from '../lib/result-file.mjs';
import { runBenchmark } from '../lib/run-benchmark.mjs';
import { formatReport } from './lib/report.mjs';
import { measureIdle } from './measure-idle.mjs';

const help = `Usage: node benchmarks/idle-connections [options]

  --idle N       idle connections, default 10000
  --active N     connections that talk, default 200
  --size N       bytes per message, default 1024
  --rounds N     default 7
  --duration MS  of one measured window, default 1000
  --quick        1 round of 1000 idle connections; writes no file
  --json FILE    where the figures go (default: benchmarks/results/idle-connections.json)
`;

const options = {
  idle: { type: 'string' },
  active: { type: 'string', default: '200' },
  size: { type: 'string', default: '1024' },
  rounds: { type: 'string' },
  duration: { type: 'string', default: '1000' },
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
};

function readPlan() {
  const { values } = parseArgs({ options });
  if (values.help) return undefined;
  const usual = values.quick ? { idle: '1000', rounds: '1' } : { idle: '10000', rounds: '7' };
  return {
    idle: parseCount(values.idle ?? usual.idle, 'idle'),
    active: parseCount(values.active, 'active'),
    size: parseCount(values.size, 'size'),
    rounds: parseCount(values.rounds ?? usual.rounds, 'rounds'),
    durationMs: parseCount(values.duration, 'duration'),
    // A quick look must not replace the figures of a full run.
    json: values.json ?? (values.quick ? undefined : resultFile('idle-connections')),
  };
}

await runBenchmark({ help, readPlan, measure: measureIdle, formatReport });
