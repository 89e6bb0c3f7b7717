import { expect, test } from 'vitest';
import { problemsOfCode } from '../../apps/docs/scripts/check-code.mjs';
import { typescriptBlocks } from '../../apps/docs/scripts/code-blocks.mjs';

const page = (...lines) => lines.join('\n');

test('the blocks of a page are found with their lines, those in lists without their indent', () => {
  const blocks = typescriptBlocks(
    page('# Title', '', '```ts', 'a;', '```', '', '```js', 'b;', '```', '- item', '', '  ```ts [file.ts]', '  c;', '    d;', '  ```', ''),
  );
  expect(blocks).toEqual([
    { line: 4, code: 'a;\n', before: '', checked: true },
    { line: 13, code: 'c;\n  d;\n', before: '', checked: true },
  ]);
});

test('a comment directly above says what to put in front; nocheck needs one that says why', () => {
  const blocks = typescriptBlocks(
    page(
      '<!-- before: import x;',
      'import y; -->',
      '```ts',
      'a;',
      '```',
      '<!-- before: z -->',
      'text',
      '```ts',
      'b;',
      '```',
      '```ts nocheck',
      'c;',
      '```',
    ),
  );
  expect(blocks[0]).toEqual({ line: 4, code: 'a;\n', before: 'import x;\nimport y;', checked: true });
  expect(blocks[1].before).toBe('');
  expect(blocks[2]).toEqual({ line: 11, problem: 'ts nocheck needs a comment directly above that says why' });
  expect(typescriptBlocks(page('<!-- an error on purpose -->', '```ts nocheck', 'c;', '```'))[0].checked).toBe(false);
});

test('code is checked against the packages, and a problem is told with the line of the page', () => {
  const pages = new Map([
    [
      'apps/docs/good.md',
      page('```ts', "import { run, type Transport } from 'tsyncio';", 'export const start = run;', 'export type T = Transport;', '```'),
    ],
    [
      'apps/docs/bad.md',
      page(
        '<!-- before: import { type EventLoop } from "tsyncio";',
        'declare const loop: EventLoop; -->',
        '```ts',
        "loop.callSoon('now');",
        'loop.callSooner();',
        '```',
      ),
    ],
    [
      'apps/docs/worse.md',
      page('Text', '```ts', 'const = 1;', '```', '```ts', "import 'not-there';", "import { nothing } from '@tsyncio/core/area';", '```'),
    ],
  ]);
  const { blocks, problems } = problemsOfCode(pages);
  expect(blocks).toBe(4);
  expect(problems).toEqual([
    expect.stringMatching(/^apps\/docs\/bad\.md:4: Argument of type 'string' is not assignable/),
    expect.stringMatching(/^apps\/docs\/bad\.md:5: Property 'callSooner' does not exist/),
    expect.stringMatching(/^apps\/docs\/worse\.md:3: /),
    expect.stringMatching(/^apps\/docs\/worse\.md:6: Cannot find module 'not-there'/),
    expect.stringMatching(/^apps\/docs\/worse\.md:7: Module .* has no exported member 'nothing'/),
  ]);
});
