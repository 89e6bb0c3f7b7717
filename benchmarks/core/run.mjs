// The benchmark's command line. `node benchmarks/core --help` lists the options.
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { parseCount } from '../lib/counts.mjs';
import { describeMachine } from '../lib/machine.mjs';
import { collectNodes, runningNode } from '../lib/node-binaries.mjs';
import { chooseCore } from '../lib/pinning.mjs';
import { showProgress } from '../lib/progress.mjs';
import { resultFile, writeResult } from '../lib/result-file.mjs';
import { cases as allCases, chooseCases } from './lib/cases.mjs';
import { measureMemory } from './lib/memory.mjs';
import { findPeers } from './lib/peers.mjs';
import { formatReport } from './lib/report.mjs';
import { judgeSpeeds } from './lib/targets.mjs';
import { compareCore } from './measure-core.mjs';

const help = `Usage: node benchmarks/core [options]

  --rounds N        default 7
  --only LIST       of ${allCases.map(({ name }) => name).join(', ')},
                    or how they begin; memory (default: all)
  --all-nodes       measure under other versions of Node.js too, not only under the running one:
  --with-node LIST  these, fetched from npm into benchmarks/.cache (default: 26; none)
  --node PATH       and this node binary; may be repeated
  --quick           1 round with a twentieth of the operations; writes no file
  --json FILE       where the figures go (default: benchmarks/results/core.json, and none with --only)
`;

const options = {
  rounds: { type: 'string' },
  only: { type: 'string' },
  'all-nodes': { type: 'boolean', default: false },
  'with-node': { type: 'string', default: '26' },
  node: { type: 'string', multiple: true, default: [] },
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
};

const quickShare = 20;

/** `--only`: the cases, and whether memory is measured. */
function readOnly(only) {
  if (only === undefined) return { cases: allCases, memory: true };
  const names = only.split(',').map((name) => name.trim());
  const others = names.filter((name) => name !== 'memory');
  return { cases: others.length > 0 ? chooseCases(others.join(',')) : [], memory: others.length < names.length };
}

function findNodes(values, missing) {
  if (!values['all-nodes']) return [runningNode()];
  return collectNodes({
    paths: values.node,
    versions: values['with-node'] === 'none' ? [] : values['with-node'].split(','),
    onMissing: (version, reason) => missing.push(`Node.js ${version} could not be fetched: ${reason}`),
  });
}

/** A quick look, or a part, must not replace the figures of a full run. */
const fileFor = ({ json, quick, only }) => json ?? (quick || only !== undefined ? undefined : resultFile('core'));

async function measure(values) {
  const { cases, memory } = readOnly(values.only);
  const share = values.quick ? quickShare : 1;
  const rounds = parseCount(values.rounds ?? (values.quick ? '1' : '7'), 'rounds');
  const notFetched = [];
  const nodes = findNodes(values, notFetched);
  const { peers, missing } = findPeers(nodes);
  const pinning = chooseCore();
  const compared =
    cases.length > 0
      ? await compareCore({ peers, cases, rounds, share, core: pinning.core, onRound: showProgress })
      : { rows: [], ratios: [] };
  return {
    machine: describeMachine(),
    pinning,
    rounds,
    share,
    cases,
    peers: peers.map(({ kind, name, node }) => ({ kind, name, node })),
    missing: [...notFetched, ...missing],
    ...compared,
    memory: memory ? await measureMemory(nodes, share) : [],
    speedTargets: judgeSpeeds(
      peers,
      cases.map(({ name }) => name),
      compared.ratios,
    ),
  };
}

async function main() {
  const { values } = parseArgs({ options });
  if (values.help) {
    console.log(help);
    return;
  }
  const result = await measure(values);
  console.log(formatReport(result));
  const file = fileFor(values);
  if (file) {
    writeResult(file, result);
    console.log(`\nWritten to ${relative(process.cwd(), file)}`);
  }
}

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
