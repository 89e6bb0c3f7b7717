// `node scripts/test-nodes.mjs [version ...]`: the tests on other versions of Node.js, on what is installed and built already.
// Without versions, on the newest of each that is supported. The last line of each says `node VERSION: N passed, N failed`.
import { readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fetchNode } from '../benchmarks/lib/node-binaries.mjs';
import { countTests } from './count-tests.mjs';
import { root, runCommand } from './run-command.mjs';

const SUPPORTED = ['22', '24', '26'];
const versions = process.argv.slice(2);
const summary = [];

for (const wanted of versions.length > 0 ? versions : SUPPORTED) {
  const { path, version } = fetchNode(wanted);
  console.log(`nodes: running the tests on ${version}`);
  const report = join(root, `.cache/vitest-${version}.json`);
  rmSync(report, { force: true });
  const { code } = await runCommand(
    path,
    ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
    { show: true, env: { PATH: [dirname(path), process.env.PATH].join(delimiter) } },
  );
  const { passed, failed } = countTests(readReport(report), code);
  summary.push(`node ${version}: ${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}
console.log(summary.join('\n'));

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { testResults: [] };
  }
}
