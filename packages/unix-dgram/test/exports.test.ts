import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository, runTool } from './run-tool.ts';

const inPackage = { cwd: join(repository, 'packages/unix-dgram') };
const names = 'console.log(Object.keys(exports).filter((name) => !/^(default|module\\.exports)$/.test(name)).sort().join())';

test.for([
  ['import', 'module', "import * as exports from '@tsyncio/unix-dgram';"],
  ['require', 'commonjs', "var exports = require('@tsyncio/unix-dgram');"],
] as const)('%s gives createSocket and Socket', async ([, type, load]) => {
  expect(await runTool(process.execPath, [`--input-type=${type}`, '--eval', `${load}\n${names}`], inPackage)).toBe('Socket,createSocket\n');
});

test('to load it opens nothing: a program that only loads it ends', async () => {
  const program = "const { createSocket } = require('@tsyncio/unix-dgram'); console.log(typeof createSocket);";
  expect(await runTool(process.execPath, ['--eval', program], inPackage)).toBe('function\n');
});
