// Packs every package that will be published, as the registry would get it, and asks publint and attw about the result.
// Looks at the files too, and at their size.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { checkTarball } from './check-tarball.mjs';
import { pack, publishedPackages } from './packed-packages.mjs';
import { runCommand } from './run-command.mjs';

async function checkWithPublint(tarball) {
  const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer }, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
}

async function checkTypes(tarball) {
  const { code, output } = await runCommand('attw', [tarball, '--profile', 'node16', '--no-color', '--no-emoji']);
  return code === 0 ? [] : [`attw: ${output}`];
}

const folder = mkdtempSync(join(tmpdir(), 'tsyncio-pack-'));
try {
  for (const manifest of publishedPackages()) {
    const tarball = await pack(manifest, folder);
    const problems = [...checkTarball(manifest, tarball), ...(await checkWithPublint(tarball)), ...(await checkTypes(tarball))];
    for (const problem of problems) console.error(`${manifest.name}: ${problem}`);
    if (problems.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
