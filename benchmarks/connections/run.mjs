// The benchmark's command line. `node benchmarks/connections --help` lists the options.
import { parseArgs } from 'node:util';
import { describeServers } from '../echo/lib/describe-servers.mjs';
import { parseCount, parseCounts } from '../lib/counts.mjs';
import { collectNodes } from '../lib/node-binaries.mjs';
import { resultFile } from '../lib/result-file.mjs';
import { runBenchmark } from '../lib/run-benchmark.mjs';
import { formatReport } from './lib/report.mjs';
import { compareConnections, kinds } from './measure-connections.mjs';

const help = `Usage: node benchmarks/connections [options]

  --servers LIST      of ${kinds.join(', ')} (default: all)
  --in-progress LIST  connections at a time, default 50
  --rounds N          default 15
  --duration MS       of one measured window, default 300
  --with-node LIST    also measure node:net under these versions, fetched from npm into
                      benchmarks/.cache (default: 26; none: only the running node)
  --quick             3 rounds; writes no file
  --json FILE         where the figures go (default: benchmarks/results/connections.json)
`;

const options = {
  servers: { type: 'string', default: kinds.join(',') },
  'in-progress': { type: 'string', default: '50' },
  rounds: { type: 'string' },
  duration: { type: 'string', default: '300' },
  'with-node': { type: 'string', default: '26' },
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
};

function readPlan() {
  const { values } = parseArgs({ options });
  if (values.help) return undefined;
  const nodes = collectNodes({
    versions: values['with-node'] === 'none' ? [] : values['with-node'].split(','),
    onMissing: (version, reason) => console.log(`Node.js ${version} could not be fetched, and is left out: ${reason}`),
  });
  const named = values.servers.split(',').map((kind) => kind.trim());
  return {
    servers: describeServers(named, { nodes }),
    inProgress: parseCounts(values['in-progress'], 'in-progress'),
    rounds: parseCount(values.rounds ?? (values.quick ? '3' : '15'), 'rounds'),
    durationMs: parseCount(values.duration, 'duration'),
    // A quick look must not replace the figures of a full run.
    json: values.json ?? (values.quick ? undefined : resultFile('connections')),
  };
}

await runBenchmark({ help, readPlan, measure: compareConnections, formatReport });
