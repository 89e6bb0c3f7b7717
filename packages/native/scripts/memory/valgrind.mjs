// `pnpm --filter @tsyncio/native valgrind`: runs a small program over the whole addon under valgrind, and fails when the addon reads or
// writes what is not its own, loses memory or leaves a descriptor open. First it makes sure that valgrind finds such mistakes in an addon
// that is full of them. Under a minute for each run: valgrind is slow, and V8 is interpreted.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../../../scripts/run-command.mjs';
import { buildAddon } from '../addon/build-addon.mjs';

const exercise = fileURLToPath(new URL('exercise.cjs', import.meta.url));
/** V8 writes code as it runs; with generated code kept out, valgrind need not watch for that everywhere. */
const NODE_FLAGS = ['--jitless', '--single-threaded', '--expose-gc'];
const VALGRIND_FLAGS = [
  '--leak-check=full',
  '--show-leak-kinds=definite',
  `--suppressions=${fileURLToPath(new URL('valgrind.supp', import.meta.url))}`,
  '--track-fds=yes',
  '--smc-check=all-non-file',
  '--num-callers=12',
];

function needValgrind() {
  const { error } = spawnSync('valgrind', ['--version'], { stdio: 'ignore' });
  if (error) throw new Error('valgrind is not installed: on Debian, apt-get install valgrind');
}

/** The paragraphs of valgrind's log, without the number of the process. */
function paragraphsOf(log) {
  return readFileSync(log, 'utf8')
    .replace(/^==\d+==\s?/gm, '')
    .split(/\n\s*\n/);
}

/** Of the first frames, one has a file of the addon's: what happened there is its doing. */
function isOwn(paragraph, files) {
  const frames = paragraph.split('\n').filter((line) => /^\s+(?:at|by) 0x/.test(line));
  return frames.slice(0, 4).some((frame) => files.test(frame));
}

/** What valgrind has against one run of the exercise. */
function watch(addon, action, files) {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-valgrind-'));
  const log = join(folder, 'log');
  try {
    const args = [...VALGRIND_FLAGS, `--log-file=${log}`, process.execPath, ...NODE_FLAGS, exercise, addon, action];
    const { status, stdout, stderr } = spawnSync('valgrind', args, { encoding: 'utf8' });
    if (status !== 0 || stdout !== 'done\n') throw new Error(`${action} ended with ${status}: ${stdout}${stderr}`);
    return paragraphsOf(log).filter((paragraph) => isProblem(paragraph) && isOwn(paragraph, files));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function isProblem(paragraph) {
  return /^(?:Invalid (?:read|write|free)|Mismatched free|Conditional jump|Use of uninitialised|Syscall param|Open (?:AF_\w+ socket|file descriptor) )|definitely lost/m.test(
    paragraph,
  );
}

needValgrind();
const folder = join(root, '.cache', 'valgrind');
mkdirSync(folder, { recursive: true });
const env = { CXXFLAGS: '-g -O1 -fno-inline', LDFLAGS: '-Wl,-z,nodelete' };
const control = buildAddon({ file: join(folder, 'control.node'), sources: fileURLToPath(new URL('control', import.meta.url)), env });
for (const [action, wanted] of Object.entries({ useAfterFree: /Invalid read/, leak: /definitely lost/, leaveOpen: /^Open /m })) {
  const found = watch(control, action, /\(control\.cc:\d+\)/);
  if (!found.some((paragraph) => wanted.test(paragraph)))
    throw new Error(`valgrind did not find the control's ${action}: nothing is checked`);
  console.log(`valgrind: found the control's ${action}`);
}
const addon = buildAddon({ file: join(folder, 'tsyncio.node'), env });
const problems = ['use', 'leave'].flatMap((action) => watch(addon, action, /\((?!node)[\w-]+\.(?:cc|hh):\d+\)/));
for (const problem of problems) console.error(`${problem}\n`);
console.log(`valgrind: ${problems.length} problems of the addon`);
process.exitCode = problems.length === 0 ? 0 : 1;
