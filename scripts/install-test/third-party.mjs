import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root, runOrThrow } from '../run-command.mjs';

/** The folders of what our packages need of others, and of what that needs in its turn, as they are installed here. */
function foldersOfOthers(packages) {
  const ours = new Set(packages.map(({ manifest }) => manifest.name));
  const found = new Map();
  const follow = (manifest, folder) => {
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      if (ours.has(name) || found.has(name)) continue;
      const file = createRequire(join(folder, 'package.json')).resolve(`${name}/package.json`);
      const needed = JSON.parse(readFileSync(file, 'utf8'));
      found.set(name, dirname(file));
      follow(needed, dirname(file));
    }
  };
  for (const { manifest } of packages) follow(manifest, join(root, 'packages', manifest.repository.directory.split('/').at(-1)));
  return [...found.values()];
}

/** What our packages need of others, packed into `target` for a registry that asks no other. */
export async function packOthers(packages, target) {
  const packed = [];
  for (const folder of foldersOfOthers(packages)) {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const tarball = join(target, `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`);
    // pnpm keeps equal files once, as links, which yarn cannot unpack.
    await runOrThrow('tar', [
      '-czf',
      tarball,
      '--hard-dereference',
      '--exclude=./node_modules',
      '--transform=s,^\\.,package,',
      '-C',
      folder,
      '.',
    ]);
    packed.push({ manifest, tarball });
  }
  return packed;
}
