// `pnpm prebuilds [--nodes 20,22]`: builds this platform's binary, says whether a release could carry it (it must need no newer system than
// Node itself does), and loads it in every supported version of Node, whose binaries npm has.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fetchNode } from '../../../../benchmarks/lib/node-binaries.mjs';
import { buildAddon } from '../addon/build-addon.mjs';
import { platformName } from '../addon/platform.mjs';
import { newestVersions } from './binary-format.mjs';
import { checkBinary } from './check-binary.mjs';
import { NODES, PLATFORMS } from './platforms.mjs';

const { values } = parseArgs({ options: { nodes: { type: 'string' } } });
const nodes = values.nodes?.split(',') ?? NODES;

const platform = PLATFORMS.find(({ name }) => name === platformName());
if (platform === undefined) throw new Error(`${platformName()} is no platform of a release`);
const file = buildAddon();
// On a newer system than a release is built on, the binary is good for this system and newer ones.
for (const problem of checkBinary(platform, file)) console.warn(`prebuilds: not for a release: ${problem}`);
const needs = Object.entries(newestVersions(file)).map(([family, version]) => `${family}_${version}`);
console.log(`prebuilds: ${platform.name} is in ${file}${needs.length > 0 ? `; the newest it needs: ${needs.join(', ')}` : ''}`);
for (const version of nodes) {
  const { path } = fetchNode(version);
  execFileSync(path, [fileURLToPath(new URL('use-addon.cjs', import.meta.url)), file], { stdio: 'inherit' });
}
