// A function that was submitted while no descriptor was to be had, and another afterwards. The most that this process may have is the argument.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ThreadPoolExecutor } from '../../src/index.ts';

// To take them all would not do: a module loader gives some back late. Somebody else forbids them, and allows them again; both speak by folders.
const FORBIDS = `prlimit --pid "$0" --nofile=0: && mkdir "$1/forbidden"
while [ ! -e "$1/enough" ]; do sleep 0.01; done
prlimit --pid "$0" --nofile="$2:" && mkdir "$1/allowed"`;
const folder = mkdtempSync(join(tmpdir(), 'tsyncio-descriptors-'));
const untilThere = (name: string): void => {
  while (!existsSync(join(folder, name)));
};

const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
// The worker is there already: only the parser is missing.
await pool.submit({ script: '1' });
spawn('sh', ['-c', FORBIDS, String(process.pid), folder, process.argv[2] as string], { stdio: ['ignore', 'ignore', 'inherit'] });
untilThere('forbidden');
const early = pool.submit(() => 'early');
mkdirSync(join(folder, 'enough'));
untilThere('allowed');
rmSync(folder, { recursive: true });
console.log(
  await early.then(
    () => 'done',
    () => 'failed',
  ),
);
console.log(await pool.submit(() => 'late'));
await pool.shutdown();
