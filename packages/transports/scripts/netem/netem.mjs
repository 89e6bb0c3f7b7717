// Runs programs/slow-network.ts of the tests in a network of its own that is slow and loses packets: pnpm test:netem [one-way delay in ms] [loss in %]
//
//   with tc's netem: the loopback of a new network namespace, delayed and thinned out
//   without it:      a TUN device whose other end, reflect.py, sends every packet back as from another host, late or never
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const DELAY = Number(process.argv[2] ?? 50);
const LOSS = Number(process.argv[3] ?? 5);
const NAMESPACE = `tsyncio-netem-${process.pid}`;
const program = fileURLToPath(new URL('../../test/programs/slow-network.ts', import.meta.url));
const reflector = fileURLToPath(new URL('reflect.py', import.meta.url));

/** What went wrong; nothing when all went well. */
function failure(command, ...args) {
  const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (error) return `${command}: ${error.message}`;
  return status === 0 ? '' : `${command} ${args.join(' ')}: ${stderr.trim()}`;
}

const inside = (...command) => ['netns', 'exec', NAMESPACE, ...command];

function stop(reason) {
  console.error(
    `No slow network can be made here: ${reason}\nThis needs Linux, root, iproute2, and the kernel's netem or python3 with /dev/net/tun.`,
  );
  process.exitCode = 2;
}

/** Where to connect to: an address that answers late, and one that never does. */
async function makeSlow() {
  const netem = failure('ip', ...inside('tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', `${DELAY}ms`, 'loss', `${LOSS}%`));
  if (netem === '') return { by: 'netem', target: '127.0.0.2', silent: '127.0.0.3', end: () => {} };
  const child = spawn('ip', inside('python3', reflector, String(DELAY), String(LOSS)), { stdio: ['pipe', 'pipe', 'inherit'] });
  const ready = await new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', () => resolve(false));
    child.stdout.once('data', () => resolve(true));
  });
  if (!ready) throw new Error(`${netem}; nor can reflect.py take its place`);
  console.log(`${netem}\nso reflect.py takes its place`);
  return { by: 'reflect.py', target: '10.99.0.2', silent: '10.99.0.3', end: () => child.stdin.end() };
}

function runProgram({ target, silent }) {
  const command = [process.execPath, '--import', 'tsx', '--conditions=@tsyncio/source', program, target, silent, String(DELAY)];
  const child = spawn('ip', inside(...command), { stdio: 'inherit' });
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}

async function run() {
  const refused = failure('ip', 'netns', 'add', NAMESPACE);
  if (refused !== '') return stop(refused);
  try {
    const lo = failure('ip', ...inside('ip', 'link', 'set', 'lo', 'up'));
    if (lo !== '') return stop(lo);
    const network = await makeSlow();
    try {
      console.log(`${DELAY} ms each way, ${LOSS} % lost, by ${network.by}`);
      process.exitCode = await runProgram(network);
    } finally {
      network.end();
    }
  } catch (error) {
    stop(error.message);
  } finally {
    failure('ip', 'netns', 'delete', NAMESPACE);
  }
}

await run();
