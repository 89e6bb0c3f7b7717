// `node scripts/prebuild/check-list.mjs`: is every binary of a release under prebuilds/, for the right machine, and nothing else?
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../addon/platform.mjs';
import { checkBinary } from './check-binary.mjs';
import { PLATFORMS } from './platforms.mjs';

const folder = join(packageRoot, 'prebuilds');
const present = existsSync(folder) ? readdirSync(folder) : [];
const unknown = present.filter((name) => !PLATFORMS.some((platform) => platform.name === name));
const problems = [
  ...unknown.map((name) => `prebuilds/${name} is no platform of the list`),
  ...PLATFORMS.flatMap((platform) => checkBinary(platform, join(folder, platform.name, 'tsyncio.node'))),
];
for (const problem of problems) console.error(problem);
console.log(`${present.length} platforms under prebuilds/: ${present.join(', ')}; ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
