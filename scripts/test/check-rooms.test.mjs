import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { checkRooms } from '../check-rooms.mjs';

const trees = [];

/** Problems of a tree made of `files`: path below packages/ -> text. */
function problemsOf(files) {
  const root = mkdtempSync(join(tmpdir(), 'tsyncio-rooms-'));
  trees.push(root);
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, 'packages', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return checkRooms(root);
}

afterEach(() => {
  for (const root of trees.splice(0)) rmSync(root, { recursive: true });
});

test('a tree that follows the arrow has no problem', () => {
  const problems = problemsOf({
    'core/src/index.ts': "export * from './loop/loop.ts';\nimport 'node:fs';",
    'core/src/loop/loop.ts': 'export const loop = 1;',
    'sockets/src/area.ts': "import type { Area } from '@tsyncio/core';\nimport { systemError } from '@tsyncio/core/area';",
    'conformance/src/case.ts': "import type { Loop } from '@tsyncio/core';",
    'tsyncio/src/index.ts': "export * from '@tsyncio/core';\nexport * from '@tsyncio/sockets';",
    'unix-dgram/src/thread-poll.ts': "import { nativeKernel } from '@tsyncio/native';\nimport { systemError } from '@tsyncio/core/area';",
    'sockets/test/area.test.ts': "import '@tsyncio/native';\nimport '../src/index.ts';",
  });
  expect(problems).toEqual([]);
});

test.each([
  ['sockets', "import { nativeKernel } from '@tsyncio/native';", "sockets may import only @tsyncio/core, not '@tsyncio/native'"],
  ['sockets', "import type { Server } from '@tsyncio/transports';", "sockets may import only @tsyncio/core, not '@tsyncio/transports'"],
  ['sockets', "const late = import('@tsyncio/native');", "sockets may import only @tsyncio/core, not '@tsyncio/native'"],
  ['native', "type Late = import('@tsyncio/sockets').Socket;", "native may import only @tsyncio/core, not '@tsyncio/sockets'"],
  ['unix-dgram', "import { sockets } from '@tsyncio/sockets';", "unix-dgram may import only @tsyncio/core, not '@tsyncio/sockets'"],
  ['simulation', "export * from 'lodash';", "simulation may import only @tsyncio/core, not 'lodash'"],
  ['sockets', "import '@tsyncio/core/internal';", "sockets may import only @tsyncio/core, not '@tsyncio/core/internal'"],
  ['core', "import '@tsyncio/core';", "core imports nothing but node: modules and its own files, not '@tsyncio/core'"],
  ['core', "import fs from 'fs';", "core imports nothing but node: modules and its own files, not 'fs'"],
  ['conformance', "import { createLoop } from '@tsyncio/core';", 'conformance may import only types of @tsyncio/core (import type)'],
])('%s may not say %s', (room, text, problem) => {
  expect(problemsOf({ [`${room}/src/file.ts`]: text })).toEqual([`packages/${room}/src/file.ts: ${problem}`]);
});

test('a relative import stays inside the package and away from its index', () => {
  const problems = problemsOf({
    'sockets/src/a.ts': "import '../../core/src/loop.ts';",
    'sockets/src/b.ts': "import './index.ts';",
    'sockets/src/deep/c.ts': "export * from '../index.ts';",
  });
  expect(problems).toEqual([
    "packages/sockets/src/a.ts: '../../core/src/loop.ts' leaves the src folder of the package",
    "packages/sockets/src/b.ts: './index.ts' is the package's own index: import the file that has the thing",
    "packages/sockets/src/deep/c.ts: '../index.ts' is the package's own index: import the file that has the thing",
  ]);
});

test('modules that run may not import each other in a circle', () => {
  const problems = problemsOf({
    'core/src/a.ts': "import './b.ts';",
    'core/src/b.ts': "import './c.ts';",
    'core/src/c.ts': "export { a } from './b.ts';",
  });
  expect(problems).toEqual(['import cycle: packages/core/src/b.ts -> packages/core/src/c.ts -> packages/core/src/b.ts']);
});

test('types may refer to each other in a circle', () => {
  const problems = problemsOf({
    'core/src/loop.ts': "import type { Future } from './future.ts';",
    'core/src/future.ts': "import type { Loop } from './loop.ts';",
  });
  expect(problems).toEqual([]);
});

test('a file has at most 300 lines, in TypeScript and in C++', () => {
  const problems = problemsOf({
    'core/src/short.ts': 'x\n'.repeat(300),
    'core/src/long.ts': 'x\n'.repeat(301),
    'native/native/socket/long.cc': '\n'.repeat(310),
    'native/native/build/generated.cc': '\n'.repeat(310),
  });
  expect(problems).toEqual([
    'packages/core/src/long.ts: 301 lines, at most 300 are allowed',
    'packages/native/native/socket/long.cc: 310 lines, at most 300 are allowed',
  ]);
});

test('a name says what is in the file', () => {
  const problems = problemsOf({
    'core/src/utils.ts': '',
    'core/src/loop/helpers.ts': '',
    'core/src/common.ts': '',
    'core/src/when-ready.ts': '',
  });
  expect(problems.map((problem) => problem.split(':')[0])).toEqual([
    'packages/core/src/common.ts',
    'packages/core/src/loop/helpers.ts',
    'packages/core/src/utils.ts',
  ]);
});
