import { STDOUT, type SubprocessOptions } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { ChildRecorder, output } from './child-recorder.ts';
import { type TestLoop, withLoop } from './with-loop.ts';

async function answerOf(loop: TestLoop, command: string, options?: SubprocessOptions): Promise<[string, number | null]> {
  const [transport, protocol] = await loop.subprocessShell(() => new ChildRecorder(), command, options);
  return [await output({ transport, protocol }), transport.getReturncode()];
}

describe('a command line', () => {
  test('is run by the shell', () =>
    withLoop(async (loop) => {
      expect(await answerOf(loop, 'echo "one  two" | tr a-z A-Z; exit 7')).toEqual(['ONE  TWO\n', 7]);
    }));

  test('may be empty', () =>
    withLoop(async (loop) => {
      expect(await answerOf(loop, '')).toEqual(['', 0]);
    }));

  test('of a program that is not there exits with 127', () =>
    withLoop(async (loop) => {
      const [said, code] = await answerOf(loop, 'no-such-program-anywhere', { stderr: STDOUT });
      expect(code).toBe(127);
      expect(said).toContain('not found');
    }));

  test('has the options of subprocessExec', () =>
    withLoop(async (loop) => {
      const options = { env: { WORD: 'set' }, cwd: '/', argv0: 'named', umask: 0o77, shell: true } as SubprocessOptions;
      expect(await answerOf(loop, 'echo $WORD; pwd; echo $0; umask', options)).toEqual(['set\n/\nnamed\n0077\n', 0]);
    }));

  test('is found even where PATH leads nowhere', () =>
    withLoop(async (loop) => {
      expect(await answerOf(loop, 'echo found', { env: { PATH: '/nowhere' } })).toEqual(['found\n', 0]);
    }));
});

describe('refused', () => {
  const refused: [string, unknown, object, string][] = [
    ['an array', ['ls', '-l'], {}, 'the command must be a string, got an array: give a program and its arguments to subprocessExec'],
    ['nothing', undefined, {}, 'the command must be a string, got undefined'],
    ['bytes', Buffer.from('ls'), {}, 'the command must be a string, got object'],
    ['a zero byte', 'ls\0', {}, 'the command must not contain a zero byte, got "ls\\u0000"'],
    ['shell: false', 'ls', { shell: false }, 'subprocessShell always has a shell, /bin/sh: subprocessExec starts a program without one'],
    ['another shell', 'ls', { shell: '/bin/bash' }, 'subprocessShell always has a shell'],
    ['text', 'ls', { text: true }, 'subprocessShell has no option text'],
    ['bufsize', 'ls', { bufsize: 4096 }, 'subprocessShell has no option bufsize'],
  ];
  test.each(refused)('%s', (_what, command, options, message) =>
    withLoop(async (loop) => {
      const error = await failureOf(() => loop.subprocessShell(() => ({}), command as string, options));
      expect(`${error.name}: ${error.message}`).toContain(`TypeError: ${message}`);
    }),
  );
});
