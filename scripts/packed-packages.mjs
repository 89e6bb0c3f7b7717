import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runOrThrow } from './run-command.mjs';

/** The package.json of every package that is published. */
export function publishedPackages() {
  return readdirSync(join(root, 'packages'))
    .map((folder) => JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8')))
    .filter((manifest) => !manifest.private);
}

/** Pack one as the registry would get it; the path of the tarball. */
export async function pack({ name }, folder) {
  const tarball = join(folder, `${name.replace('@', '').replace('/', '-')}.tgz`);
  await runOrThrow('pnpm', ['--filter', name, 'pack', '--out', tarball]);
  return tarball;
}

/** The package.json inside a tarball: the one that is published, where pnpm has put versions in the place of `workspace:`. */
export function manifestIn(tarball) {
  return JSON.parse(execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' }));
}
