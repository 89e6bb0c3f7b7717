import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { followPage } from '../new-user-test/follow-page.mjs';

/** Follow a page in an empty folder: how many steps it had. */
async function follow(...blocks) {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-page-'));
  try {
    return await followPage(`# A page\n\n${blocks.join('\n\nText between.\n\n')}\n`, { folder, env: process.env });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const block = (info, body) => `\`\`\`${info}\n${body}\n\`\`\``;

test('commands are run where the page has gone, files written there, outputs compared', async () => {
  const steps = await follow(
    block('sh [terminal 1]', 'mkdir there\ncd there'),
    block('js [say.mjs]', "console.log('said');"),
    block('sh [terminal 1]', 'node say.mjs'),
    block('text [terminal 1]', 'said'),
    block('sh [terminal 2]', 'cat say.mjs'),
    block('text [terminal 2]', "console.log('said');"),
  );
  expect(steps).toBe(6);
});

test('keys reach the program that runs in the terminal, and Ctrl-C is SIGINT', async () => {
  const program = `
process.once('SIGINT', () => { console.log('interrupted'); process.exitCode = 3; process.stdin.destroy(); });
process.stdin.on('data', (typed) => process.stdout.write(typed));
console.log('ready');`;
  const pages = [
    block('js [echo.mjs]', program),
    block('sh [terminal 1]', 'node echo.mjs || echo code $?'),
    block('text [terminal 1]', 'ready'),
    block('keys [terminal 1]', 'hello'),
    block('text [terminal 1]', 'hello'),
    block('keys [terminal 1]', 'Ctrl-C'),
    block('text [terminal 1]', 'interrupted\ncode 3'),
  ];
  expect(await follow(...pages)).toBe(pages.length);
});

test.each([
  ['an output that is another', [block('sh [terminal 1]', 'echo yes'), block('text [terminal 1]', 'no')], /line 9: .*promises\nno\n/s],
  [
    'an output that does not come',
    [block('sh [terminal 1]', 'exec true'), block('text [terminal 1]', 'yes')],
    /waited in vain for "yes\\n"/,
  ],
  [
    'an output that the page does not show',
    [block('sh [terminal 1]', 'echo yes; echo more'), block('text [terminal 1]', 'yes')],
    /does not show that this is printed:\nmore/,
  ],
  ['a command that fails', [block('sh [terminal 1]', 'true\nfalse\ntrue')], /line 3: false ended with code 1/],
  [
    'a command that fails after it has printed what it should',
    [
      block('sh [terminal 1]', '(echo yes; exit 4)'),
      block('text [terminal 1]', 'yes'),
      block('sh [terminal 1]', 'echo next'),
      block('text [terminal 1]', 'next'),
    ],
    /ended with code 4/,
  ],
  ['a block that does not say where it belongs', [block('sh', 'true')], /line 3: the block does not say \[which terminal\]/],
  ['a block that nobody can follow', [block('python [terminal 1]', 'pass')], /line 3: nobody knows what to do with a block of python/],
  ['a file outside the folder', [block('js [../file.mjs]', '')], /line 3: \[\.\.\/file\.mjs\] is no file name/],
])('a page fails that has %s', async (_title, blocks, message) => {
  await expect(follow(...blocks)).rejects.toThrow(message);
});
