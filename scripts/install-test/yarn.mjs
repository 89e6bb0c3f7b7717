import { join } from 'node:path';
import { runOrThrow } from '../run-command.mjs';

/** The classic yarn, from npm, in the folder of the test; the path of its program. */
export async function fetchYarn(folder) {
  const prefix = join(folder, 'yarn');
  await runOrThrow('npm', ['install', '--prefix', prefix, '--no-audit', '--no-fund', '--ignore-scripts', 'yarn@1.22.22']);
  return join(prefix, 'node_modules/yarn/bin/yarn.js');
}
