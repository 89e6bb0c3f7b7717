import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchPublished } from './published-package.ts';
import { runTool } from './run-tool.ts';

const hotShots = {
  name: 'hot-shots',
  version: '17.1.1',
  sha512: 'NqQjc677dry0av5lxAC2JmiPqq85spE0eXR2HjQD/QFVz8zEgu3eeMnKgj8kfb9zFrS+uB/iz9/V57TefG1HuQ==',
};

interface Results {
  readonly everyKind: readonly string[];
  readonly buffered: readonly string[];
  readonly congested: { readonly errors: readonly string[]; readonly received: number };
  readonly restarted: { readonly before: readonly string[]; readonly codes: readonly string[]; readonly after: readonly string[] };
}

let project = '';
let results: Results;

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'hot-shots-'));
  await installHotShots(project);
  results = await runClient(project);
}, 300_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

/** As a user does it: hot-shots with an override, and no script of any package run. */
async function installHotShots(folder: string): Promise<void> {
  const ours = ['core', 'native', 'unix-dgram'];
  const [tarball] = await Promise.all([
    fetchPublished(hotShots),
    ...ours.map((name) => runTool('pnpm', ['--filter', `@tsyncio/${name}`, 'pack', '--out', join(folder, `${name}.tgz`)])),
  ]);
  const overrides = { 'unix-dgram': 'file:./unix-dgram.tgz', '@tsyncio/core': 'file:./core.tgz', '@tsyncio/native': 'file:./native.tgz' };
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies: { 'hot-shots': `file:${tarball}` }, overrides }),
  );
  const flags = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  await runTool('npm', ['install', ...flags], { cwd: folder });
}

async function runClient(folder: string): Promise<Results> {
  const programs = fileURLToPath(new URL('programs/', import.meta.url));
  cpSync(join(programs, 'hot-shots-client.cjs'), join(folder, 'client.cjs'));
  mkdirSync(join(folder, 'run'));
  const output = await runTool(process.execPath, ['client.cjs', join(programs, 'datagram-server.py'), join(folder, 'run')], {
    cwd: folder,
  });
  return JSON.parse(output);
}

describe('hot-shots on this package', () => {
  test('sends every kind of metric to a server, to the letter', () => {
    expect(results.everyKind).toEqual([
      'shop.orders:1|c|#env:test',
      'shop.stock:-3|c|#env:test',
      'shop.carts:12.5|g|#env:test,region:eu',
      'shop.checkout:250|ms|#env:test',
      'shop.size:7|h|#env:test',
      'shop.latency:3|d|#env:test',
      'shop.visitors:anna|s|#env:test',
      '_e{11,4}:shop.deploy|done|#env:test',
      '_sc|shop.db|0|#env:test',
    ]);
  });

  test('sends several metrics in one message, and all of them before it closes', () => {
    expect(results.buffered).toEqual(['count:0|g\ncount:1|g\ncount:2|g']);
  });

  test('sends again what congestion held up: nothing is lost', () => {
    expect(results.congested).toEqual({ errors: [], received: 1000 });
  });

  test('connects again, by itself, to a server that was started again', () => {
    expect(results.restarted).toEqual({ before: ['shop.before:1|c'], codes: ['ECONNREFUSED'], after: ['shop.after:1|c'] });
  });
});
