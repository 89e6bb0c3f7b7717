// The benchmark's command line. `node benchmarks/tls-echo --help` lists the options.
import { parseArgs } from 'node:util';
import { parseCount, parseCounts } from '../lib/counts.mjs';
import { collectNodes } from '../lib/node-binaries.mjs';
import { resultFile } from '../lib/result-file.mjs';
import { runBenchmark } from '../lib/run-benchmark.mjs';
import { formatReport } from './lib/report.mjs';
import { kinds } from './lib/servers.mjs';
import { compareTls } from './measure-tls-echo.mjs';

const help = `Usage: node benchmarks/tls-echo [options]

  --servers LIST      of ${kinds.join(', ')} (default: all)
  --connections LIST  default 50
  --sizes LIST        bytes per message, default 1024,16384
  --rounds N          default 15
  --duration MS       of one measured window, default 300
  --with-node LIST    also measure both under these versions of Node.js, fetched from npm into
                      benchmarks/.cache (default: 26; none: only the running node)
  --quick             3 rounds under the running node only; writes no file
  --json FILE         where the figures go (default: benchmarks/results/tls-echo.json)
`;

const options = {
  servers: { type: 'string', default: kinds.join(',') },
  connections: { type: 'string', default: '50' },
  sizes: { type: 'string', default: '1024,16384' },
  rounds: { type: 'string' },
  duration: { type: 'string', default: '300' },
  'with-node': { type: 'string' },
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
};

function readPlan() {
  const { values } = parseArgs({ options });
  if (values.help) return undefined;
  const usual = values.quick ? { rounds: '3', versions: 'none' } : { rounds: '15', versions: '26' };
  const sizes = parseCounts(values.sizes, 'sizes');
  const versions = values['with-node'] ?? usual.versions;
  return {
    kinds: values.servers.split(',').map((kind) => kind.trim()),
    cells: parseCounts(values.connections, 'connections').flatMap((connections) => sizes.map((size) => ({ connections, size }))),
    rounds: parseCount(values.rounds ?? usual.rounds, 'rounds'),
    durationMs: parseCount(values.duration, 'duration'),
    nodes: collectNodes({
      versions: versions === 'none' ? [] : versions.split(','),
      onMissing: (version, reason) => console.log(`Node.js ${version} could not be fetched, and is left out: ${reason}`),
    }),
    // A quick look must not replace the figures of a full run.
    json: values.json ?? (values.quick ? undefined : resultFile('tls-echo')),
  };
}

await runBenchmark({ help, readPlan, measure: compareTls, formatReport });
