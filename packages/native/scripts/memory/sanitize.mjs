// `pnpm --filter @tsyncio/native sanitize [test path ...]`: compiles the addon with g++'s address and undefined-behaviour sanitizers, runs
// tests on it, and fails on any report. First it makes sure that it would see one, with an addon that is full of mistakes.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../../../scripts/run-command.mjs';
import { buildAddon } from '../addon/build-addon.mjs';
import { readReports } from './reports.mjs';

const TESTS = [
  'packages/native/',
  'packages/signals/',
  'packages/sockets/',
  'packages/unix-dgram/',
  'packages/tsyncio/test/process',
  'packages/tsyncio/test/worker',
];
const SANITIZERS = '-fsanitize=address,undefined';
const BUILD_ENV = {
  // vptr needs run-time types, which the addon is compiled without.
  CXXFLAGS: `${SANITIZERS} -fno-sanitize=vptr -fno-sanitize-recover=all -fno-omit-frame-pointer -g`,
  // nodelete: frames of an addon that was unloaded with its worker thread would have no names.
  LDFLAGS: `${SANITIZERS} -Wl,-z,nodelete`,
};

/** node is not compiled with the sanitizer, so its library has to be there before anything allocates. */
function sanitizerLibrary() {
  const { stdout, error } = spawnSync('g++', ['-print-file-name=libasan.so'], { encoding: 'utf8' });
  const library = stdout?.trim();
  if (error || !library || !existsSync(library)) throw new Error('g++ and its libasan are needed: on Debian, apt-get install g++');
  return library;
}

/** Run node on `args` with sanitizers on; its result, and what they reported. */
function runNode(args, { library, addon, show = false }) {
  const reports = mkdtempSync(join(tmpdir(), 'tsyncio-reports-'));
  const common = `log_path=${join(reports, 'report')}:abort_on_error=1`;
  try {
    const { status, signal } = spawnSync(process.execPath, args, {
      cwd: root,
      stdio: show ? 'inherit' : 'ignore',
      env: {
        ...process.env,
        LD_PRELOAD: library,
        TSYNCIO_NATIVE_BINDING: addon,
        // Leaks are read from the reports: others' must not change how a program ends. Errors abort it. Freed memory is kept a little
        // while, not for good, or the tests of memory would see it.
        ASAN_OPTIONS: `${common}:halt_on_error=1:detect_leaks=1:exitcode=0:quarantine_size_mb=16`,
        // g++'s library for this one writes no files: it prints, and aborts the program, and so a test fails.
        UBSAN_OPTIONS: 'print_stacktrace=1:abort_on_error=1',
        LSAN_OPTIONS: `suppressions=${fileURLToPath(new URL('leaks.supp', import.meta.url))}:print_suppressions=0`,
      },
    });
    return { ended: signal ?? status, ...readReports(reports) };
  } finally {
    rmSync(reports, { recursive: true });
  }
}

/** What each function of the control must come to: how the process ends, and how many leaks are told. */
const CONTROL = { useAfterFree: ['SIGABRT', 0], overflow: ['SIGABRT', 0], leak: [0, 1], leaveOpen: [0, 0] };

/** @throws when a mistake is not found, or when one is found in a call that makes none of these. */
function checkControl(library, addon) {
  for (const [name, wanted] of Object.entries(CONTROL)) {
    const { ended, leaks } = runNode(['--eval', `require(${JSON.stringify(addon)}).${name}()`], { library, addon });
    if (ended === wanted[0] && leaks.length === wanted[1]) continue;
    throw new Error(
      `the control's ${name} should end with ${wanted.join(' and leaks ')}, not ${ended} and leaks ${leaks.length}: nothing is checked`,
    );
  }
  console.log('sanitize: the control was found out: a use after free, an overflow and a leak');
}

const library = sanitizerLibrary();
const folder = join(root, '.cache', 'sanitize');
mkdirSync(folder, { recursive: true });
const control = buildAddon({
  file: join(folder, 'control.node'),
  sources: fileURLToPath(new URL('control', import.meta.url)),
  env: BUILD_ENV,
});
checkControl(library, control);
const addon = buildAddon({ file: join(folder, 'tsyncio.node'), env: BUILD_ENV });
const asked = process.argv.slice(2);
const tests = asked.length > 0 ? asked : TESTS.filter((path) => !path.endsWith('/') || existsSync(join(root, path)));
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--testTimeout=60000', ...tests];
const { ended, errors, leaks } = runNode(vitest, { library, addon, show: true });
for (const report of [...errors, ...leaks]) console.error(report);
console.log(`sanitize: tests ended with ${ended}; ${errors.length} errors, ${leaks.length} leaks of the addon`);
process.exitCode = ended === 0 && errors.length === 0 && leaks.length === 0 ? 0 : 1;
