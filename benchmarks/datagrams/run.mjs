// The benchmark's command line. `node benchmarks/datagrams --help` lists the options.
import { parseArgs } from 'node:util';
import { parseCount, parseCounts } from '../lib/counts.mjs';
import { collectNodes } from '../lib/node-binaries.mjs';
import { resultFile } from '../lib/result-file.mjs';
import { runBenchmark } from '../lib/run-benchmark.mjs';
import { formatReport } from './lib/report.mjs';
import { serversOf } from './lib/servers.mjs';
import { compareServers } from './measure-datagrams.mjs';

const help = `Usage: node benchmarks/datagrams [options]

  --transports LIST   of unix, udp (default: both)
  --clients LIST      default 1,50
  --sizes LIST        bytes per message, default 64,1024
  --rounds N          default 15
  --duration MS       of one measured window, default 300
  --with-node LIST    also measure UDP under these versions, fetched from npm into
                      benchmarks/.cache (default: 26; none: only the running node)
  --quick             3 rounds; writes no file
  --json FILE         where the figures go (default: benchmarks/results/datagrams.json)
`;

const options = {
  transports: { type: 'string', default: 'unix,udp' },
  clients: { type: 'string', default: '1,50' },
  sizes: { type: 'string', default: '64,1024' },
  rounds: { type: 'string' },
  duration: { type: 'string', default: '300' },
  'with-node': { type: 'string', default: '26' },
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
};

function readTransports(list) {
  const transports = list.split(',').map((name) => name.trim());
  const unknown = transports.find((name) => name !== 'unix' && name !== 'udp');
  if (unknown !== undefined) throw new Error(`--transports wants unix, udp or both, not "${unknown}"`);
  return transports;
}

function readPlan() {
  const { values } = parseArgs({ options });
  if (values.help) return undefined;
  const sizes = parseCounts(values.sizes, 'sizes');
  return {
    transports: readTransports(values.transports),
    cells: parseCounts(values.clients, 'clients').flatMap((clients) => sizes.map((size) => ({ clients, size }))),
    rounds: parseCount(values.rounds ?? (values.quick ? '3' : '15'), 'rounds'),
    durationMs: parseCount(values.duration, 'duration'),
    nodeVersions: values['with-node'] === 'none' ? [] : values['with-node'].split(','),
    // A quick look must not replace the figures of a full run.
    json: values.json ?? (values.quick ? undefined : resultFile('datagrams')),
  };
}

async function measure({ transports, cells, rounds, durationMs, nodeVersions, onRound }) {
  const nodes = collectNodes({
    versions: nodeVersions,
    onMissing: (version, reason) => console.log(`Node.js ${version} could not be fetched, and is left out: ${reason}`),
  });
  const parts = [];
  for (const transport of transports) {
    const servers = serversOf(transport, nodes);
    parts.push(await compareServers({ transport, servers, cells, rounds, durationMs, onRound }));
  }
  return { ...parts[0], cells: parts.flatMap((part) => part.cells) };
}

await runBenchmark({ help, readPlan, measure, formatReport });
