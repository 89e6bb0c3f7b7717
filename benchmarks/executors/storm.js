// Many tasks, some of which fail, in pools whose workers die. `node benchmarks/executors/storm.js --help` lists the options.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runToEnd } from '../lib/children.mjs';
import { parseCount } from '../lib/counts.mjs';
import { resultFile } from '../lib/result-file.mjs';
import { runBenchmark } from '../lib/run-benchmark.mjs';
import { formatTable } from '../lib/table.mjs';

const program = fileURLToPath(new URL('./storm/storm.mjs', import.meta.url));
const modes = ['thread heals', 'process heals', 'thread breaks', 'process breaks'];

const help = `Usage: node benchmarks/executors/storm.js [options]

  --tasks N    default 100000
  --kills N    workers that die, default 20
  --seed N     decides everything but time itself; default: another one each time
  --only LIST  of ${modes.join(', ')} (default: all)
  --json FILE  where the figures go (default: benchmarks/results/executors-storm.json, of a run of everything)
`;

const options = {
  tasks: { type: 'string', default: '100000' },
  kills: { type: 'string', default: '20' },
  seed: { type: 'string' },
  only: { type: 'string' },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
};

function chooseModes(only) {
  const wanted = only ? only.split(',').map((part) => part.trim()) : modes;
  const unknown = wanted.find((mode) => !modes.includes(mode));
  if (unknown !== undefined) throw new Error(`--only wants some of ${modes.join(', ')}, not "${unknown}"`);
  return wanted;
}

function readPlan() {
  const { values } = parseArgs({ options });
  if (values.help) return undefined;
  return {
    modes: chooseModes(values.only),
    tasks: parseCount(values.tasks, 'tasks'),
    kills: parseCount(values.kills, 'kills'),
    seed: values.seed === undefined ? Math.floor(Math.random() * 1e9) : parseCount(values.seed, 'seed'),
    json: values.json ?? (values.only ? undefined : resultFile('executors-storm')),
  };
}

async function measure({ modes: chosen, tasks, kills, seed }) {
  const storms = [];
  for (const mode of chosen) {
    const command = [process.execPath, program, ...mode.split(' '), ...[tasks, kills, seed].map(String)];
    storms.push({ mode, ...JSON.parse(await runToEnd(`The storm (${mode})`, command)) });
  }
  if (storms.some(({ violated }) => violated > 0)) process.exitCode = 1;
  return { tasks, seed, storms };
}

function formatReport({ machine, tasks, seed, storms }) {
  const rows = storms.map(({ mode, counts, kills, ms, left, violated }) => [
    mode,
    ...[counts.right, counts.failed, counts.cancelled, counts.broken].map(String),
    String(Object.values(kills).reduce((sum, times) => sum + times, 0)),
    (ms / 1000).toFixed(1),
    left.length === 0 ? 'nothing' : left.join('; '),
    String(violated),
  ]);
  const header = ['', 'right', 'failed as wanted', 'cancelled', 'lost with a worker', 'workers that died', 's', 'left', 'violations'];
  return [
    `${tasks} tasks in pools of 3 workers, seed ${seed}, Node.js ${machine.node}, ${machine.cpu}, ${machine.date}\n`,
    formatTable(header, rows),
    ...storms.flatMap(({ mode, violations }) => violations.map((violation) => `${mode}: ${violation}`)),
  ].join('\n');
}

await runBenchmark({ help, readPlan, measure, formatReport });
