import { join } from 'node:path';
import { build, stop } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { root } from '../run-command.mjs';

/** The packages of which a bundle of this program has code, from what is built. */
async function packagesIn(program) {
  const { metafile } = await build({
    stdin: { contents: program, resolveDir: join(root, 'examples') },
    bundle: true,
    format: 'esm',
    platform: 'node',
    metafile: true,
    write: false,
    outdir: root,
    external: ['acorn', 'eslint-scope'],
  });
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const names = used.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => /packages\/([^/]+)\/dist\//.exec(path)?.[1]);
  return new Set(names.filter((name) => name !== undefined));
}

// The compiler is a process of its own.
afterAll(() => stop());

test('a bundle of run has the standard areas and no simulation', async () => {
  const found = await packagesIn("import { run } from 'tsyncio'; await run(async () => {});");
  expect([...found].sort()).toEqual(
    ['core', 'executors', 'native', 'policies', 'signals', 'sockets', 'subprocess', 'transports', 'tsyncio'].sort(),
  );
});

test('a bundle of what core gives has core only', async () => {
  expect([...(await packagesIn("import { sleep } from 'tsyncio'; console.log(sleep);"))]).toEqual(['core']);
});

test('a bundle of simulatedPolicy has the simulation', async () => {
  expect(await packagesIn("import { simulatedPolicy } from 'tsyncio'; console.log(simulatedPolicy);")).toContain('simulation');
});
