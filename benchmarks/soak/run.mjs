// The command line of the soak. `node benchmarks/soak --help` lists the options.
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { parseCount } from '../lib/counts.mjs';
import { describeMachine } from '../lib/machine.mjs';
import { resultFile, writeResult } from '../lib/result-file.mjs';
import { formatReport } from './lib/report.mjs';
import { soak } from './measure-soak.mjs';

const help = `Usage: node benchmarks/soak [options]

  --minutes N     how long, default 2; parts of a minute may be given
  --seed N        decides everything but time itself; default: another one each time
  --sockets N     how many are open at a time, default 200
  --json FILE     where the figures go (default: benchmarks/results/soak.json)
`;

const options = {
  minutes: { type: 'string', default: '2' },
  seed: { type: 'string' },
  sockets: { type: 'string', default: '200' },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
};

function readPlan() {
  const { values } = parseArgs({ options });
  if (values.help) return undefined;
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error(`--minutes wants a number above 0, not "${values.minutes}"`);
  return {
    seconds: Math.round(minutes * 60),
    seed: values.seed === undefined ? Math.floor(Math.random() * 1e9) : parseCount(values.seed, 'seed'),
    sockets: parseCount(values.sockets, 'sockets'),
    json: values.json ?? resultFile('soak'),
  };
}

function showTime(seconds) {
  if (!process.stderr.isTTY) return () => {};
  const begin = performance.now();
  const show = () => process.stderr.write(`\r${Math.round((performance.now() - begin) / 1000)} s of ${seconds} s `);
  const timer = setInterval(show, 1000);
  return () => {
    clearInterval(timer);
    process.stderr.write('\n');
  };
}

async function main() {
  const plan = readPlan();
  if (!plan) {
    console.log(help);
    return;
  }
  console.log(`seed ${plan.seed}`);
  const stopShowing = showTime(plan.seconds);
  const result = { machine: describeMachine(), ...(await soak(plan).finally(stopShowing)) };
  console.log(formatReport(result));
  writeResult(plan.json, result);
  console.log(`\nWritten to ${relative(process.cwd(), plan.json)}`);
  if (result.violations.length > 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
