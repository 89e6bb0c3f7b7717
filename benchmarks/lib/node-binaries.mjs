// Benchmarks run under several versions of Node.js. npm carries the binaries as
// packages, so a version is one `npm install` into the cache away.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from './cache-directory.mjs';

const installLimitMs = 180_000;

/** `{ path, version }` of a node binary; throws if it is none. */
export function inspectNode(path) {
  const version = execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
  return { path, version };
}

export const runningNode = () => ({ path: process.execPath, version: process.versions.node });

/** npm says a code, then why; warnings stand before both. */
function firstError(text) {
  const lines = text.split('\n').flatMap((line) => /^npm (?:error|ERR!) (.+)/.exec(line)?.[1] ?? []);
  return lines.find((line) => !line.startsWith('code ')) ?? lines[0];
}

/** The node of that major (or exact) version, from the cache or else from npm. */
export function fetchNode(version) {
  if (!/^\d+(\.\d+){0,2}$/.test(version)) throw new Error(`--with-node wants versions such as 26 or 26.1.0, not "${version}"`);
  const directory = join(cacheDirectory, `node-${version}`);
  const name = `node-linux-${process.arch}`;
  const binary = join(directory, 'node_modules', name, 'bin', 'node');
  if (!existsSync(binary)) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'package.json'), '{ "private": true }\n');
    const install = [
      'install',
      '--prefix',
      directory,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--fetch-retries',
      '1',
      `${name}@${version}`,
    ];
    const result = spawnSync('npm', install, { encoding: 'utf8', timeout: installLimitMs });
    if (result.error) throw result.error;
    if (result.status !== 0) throw new Error(firstError(result.stderr) ?? 'npm install failed');
  }
  return inspectNode(binary);
}

/**
 * The running node first, then those given by path, then those fetched; none
 * twice. A version that cannot be fetched is reported through `onMissing`, since
 * a machine without a network can still measure the rest.
 */
export function collectNodes({ paths = [], versions = [], onMissing }) {
  const nodes = [runningNode(), ...paths.map(inspectNode)];
  for (const version of versions) {
    try {
      nodes.push(fetchNode(version));
    } catch (error) {
      onMissing(version, error.message);
    }
  }
  const seen = new Set();
  return nodes.filter(({ version }) => !seen.has(version) && seen.add(version));
}
