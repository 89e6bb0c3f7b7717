// The benchmark's command line. `node benchmarks/echo --help` lists the options.
import { parseArgs } from 'node:util';
import { parseCount, parseCounts } from '../lib/counts.mjs';
import { collectNodes } from '../lib/node-binaries.mjs';
import { resultFile } from '../lib/result-file.mjs';
import { runBenchmark } from '../lib/run-benchmark.mjs';
import { describeServers } from './lib/describe-servers.mjs';
import { formatReport } from './lib/report.mjs';
import { kinds } from './lib/servers.mjs';
import { compareCells } from './measure-echo.mjs';

const help = `Usage: node benchmarks/echo [options]

  --servers LIST      of ${kinds.join(', ')} (default: all)
  --connections LIST  default 1,50,500
  --sizes LIST        bytes per message, default 1024,16384,102400
  --rounds N          default 15
  --duration MS       of one measured window, default 300
  --with-node LIST    also measure node:net under these versions, fetched from npm into
                      benchmarks/.cache (default: 26; none: only the running node)
  --node PATH         also measure node:net under this node binary; may be repeated
  --all-nodes         measure tsyncio under all of these too, not only under the running one
  --quick             3 rounds of 50 connections with 1 KiB and 16 KiB; writes no file
  --json FILE         where the figures go (default: benchmarks/results/echo.json)
`;

const options = {
  servers: { type: 'string', default: kinds.join(',') },
  connections: { type: 'string' },
  sizes: { type: 'string' },
  rounds: { type: 'string' },
  duration: { type: 'string', default: '300' },
  'with-node': { type: 'string', default: '26' },
  node: { type: 'string', multiple: true, default: [] },
  'all-nodes': { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
};

const full = { connections: '1,50,500', sizes: '1024,16384,102400', rounds: '15' };
const quick = { connections: '50', sizes: '1024,16384', rounds: '3' };

function readPlan() {
  const { values } = parseArgs({ options });
  if (values.help) return undefined;
  const plan = { ...(values.quick ? quick : full) };
  for (const name of Object.keys(plan)) plan[name] = values[name] ?? plan[name];
  const sizes = parseCounts(plan.sizes, 'sizes');
  return {
    cells: parseCounts(plan.connections, 'connections').flatMap((connections) => sizes.map((size) => ({ connections, size }))),
    rounds: parseCount(plan.rounds, 'rounds'),
    durationMs: parseCount(values.duration, 'duration'),
    servers: values.servers.split(',').map((kind) => kind.trim()),
    nodePaths: values.node,
    nodeVersions: values['with-node'] === 'none' ? [] : values['with-node'].split(','),
    allNodes: values['all-nodes'],
    // A quick look must not replace the figures of a full run.
    json: values.json ?? (values.quick ? undefined : resultFile('echo')),
  };
}

function serversOf({ servers, nodePaths, nodeVersions, allNodes }) {
  const nodes = collectNodes({
    paths: nodePaths,
    versions: nodeVersions,
    onMissing: (version, reason) => console.log(`Node.js ${version} could not be fetched, and is left out: ${reason}`),
  });
  return describeServers(servers, { nodes, allNodes });
}

await runBenchmark({
  help,
  readPlan,
  measure: ({ cells, rounds, durationMs, onRound, ...plan }) =>
    compareCells({ servers: serversOf(plan), cells, rounds, durationMs, onRound }),
  formatReport,
});
