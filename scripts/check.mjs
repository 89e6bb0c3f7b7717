// `node scripts/check.mjs`: lint, types, rooms and tests. With --setup, first the set-up and then the published packages too.
// The last line is "N passed, N failed"; every check other than the tests counts as one.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { countTests } from './count-tests.mjs';
import { root, runCommand } from './run-command.mjs';
import { setup } from './setup.mjs';

const withSetup = process.argv.includes('--setup');
const total = { passed: 0, failed: 0 };

/** Run one check; show what it said only when it fails. */
async function check(name, command, args) {
  const started = performance.now();
  const { code, output } = await runCommand(command, args);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`check: ${name} ${code === 0 ? 'passed' : 'failed'} in ${seconds} s`);
  if (code === 0) total.passed += 1;
  else {
    total.failed += 1;
    console.log(output);
  }
}

/** The build is a check of its own: nothing else is worth running when it fails. */
async function checkBuild() {
  try {
    await setup();
    total.passed += 1;
    return true;
  } catch (error) {
    console.log(error.message);
    total.failed += 1;
    return false;
  }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { testResults: [] };
  }
}

async function runTests() {
  const report = join(root, '.cache/vitest.json');
  rmSync(report, { force: true });
  const { code } = await runCommand(
    'vitest',
    ['run', '--coverage', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    {
      show: true,
    },
  );
  const { passed, failed } = countTests(readReport(report), code);
  total.passed += passed;
  total.failed += failed;
}

async function runChecks() {
  if (withSetup && !(await checkBuild())) return;
  await check('lint', 'biome', ['check', '--error-on-warnings', '--max-diagnostics=100']);
  await check('types', 'tsc', ['--project', 'tsconfig.json']);
  await check('rooms', process.execPath, ['scripts/check-rooms.mjs']);
  await check('unused code', 'knip', ['--no-progress', '--no-config-hints']);
  if (withSetup) {
    await check('packages', process.execPath, ['scripts/check-packages.mjs']);
    await check('sizes', 'size-limit', []);
    await check('installation', process.execPath, ['scripts/install-test.mjs', '--quick']);
    await check('new user', process.execPath, ['scripts/new-user-test.mjs']);
    await check('docs', process.execPath, ['scripts/docs.mjs', 'check']);
  }
  await runTests();
}

await runChecks();
process.exitCode = total.failed === 0 ? 0 : 1;
console.log(`${total.passed} passed, ${total.failed} failed`);
