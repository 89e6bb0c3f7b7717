import type { SubprocessOptions } from '@tsyncio/core';
import { STDOUT } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { output, start } from './child-recorder.ts';
import { withLoop } from './with-loop.ts';

/** Name of the error and a part of its message. */
type Refusal = readonly [error: string, message: string];

async function expectRefused(options: unknown, [name, message]: Refusal, [argv]: readonly unknown[] = [['true']]): Promise<void> {
  await withLoop(async (loop) => {
    let made = false;
    const factory = (): object => {
      made = true;
      return {};
    };
    const error = await failureOf(() => loop.subprocessExec(factory, argv as [string], options as SubprocessOptions));
    expect(`${error.name}: ${error.message}`).toContain(`${name}: ${message}`);
    expect(made, 'a protocol was made').toBe(false);
  });
}

describe('argv', () => {
  const refused: [string, unknown, string][] = [
    ['a string', 'ls -l', 'argv must be an array of a program and its arguments, got a string: give a command line to subprocessShell'],
    ['nothing', undefined, 'argv must be an array of a program and its arguments, got undefined'],
    ['null', null, 'argv must be an array of a program and its arguments, got null'],
    ['an object', { 0: 'true', length: 1 }, 'argv must be an array of a program and its arguments, got object'],
    ['an empty array', [], 'argv is empty: give the program at least'],
    ['a program that is a number', [5], 'the program must be a string, got number'],
    ['an argument that is a number', ['sleep', 5], 'argv[1] must be a string, got number'],
    ['bytes', ['echo', Buffer.from('a')], 'argv[1] must be a string, got object'],
    ['a hole', Object.assign(new Array(3), { 0: 'echo', 2: 'a' }), 'argv[1] must be a string, got undefined'],
    ['a zero byte in the program', ['tr\0ue'], 'the program must not contain a zero byte, got "tr\\u0000ue"'],
    ['a zero byte in an argument', ['echo', 'a', 'b\0'], 'argv[2] must not contain a zero byte, got "b\\u0000"'],
  ];
  test.each(refused)('%s: refused', (_what, argv, message) => expectRefused({}, ['TypeError', message], [argv]));
});

describe('options that are none', () => {
  const refused: [string, unknown, Refusal][] = [
    ['null', null, ['TypeError', 'subprocessExec needs an options object, got null']],
    ['a string', 'shell', ['TypeError', 'subprocessExec needs an options object, got string']],
    ['cwd that is a number', { cwd: 5 }, ['TypeError', 'cwd must be a string, got number']],
    ['cwd with a zero byte', { cwd: '/\0' }, ['TypeError', 'cwd must not contain a zero byte, got "/\\u0000"']],
    ['argv0 that is null', { argv0: null }, ['TypeError', 'argv0 must be a string, got null']],
    ['argv0 with a zero byte', { argv0: '\0' }, ['TypeError', 'argv0 must not contain a zero byte']],
    ['env that is a string', { env: 'A=1' }, ['TypeError', 'env must be an object of names and values, got string']],
    ['env that is null', { env: null }, ['TypeError', 'env must be an object of names and values, got null']],
    ['env that is an array', { env: ['A=1'] }, ['TypeError', 'env must be an object of names and values, got an array']],
    ['a name with =', { env: { 'A=B': '1' } }, ['TypeError', `env: a name must not be empty or contain '=', got "A=B"`]],
    ['an empty name', { env: { '': '1' } }, ['TypeError', `env: a name must not be empty or contain '=', got ""`]],
    ['a name with a zero byte', { env: { 'A\0': '1' } }, ['TypeError', 'a name in env must not contain a zero byte']],
    ['a value that is a number', { env: { A: 1 } }, ['TypeError', 'env.A must be a string, got number']],
    ['a value that is undefined', { env: { A: undefined } }, ['TypeError', 'env.A is undefined: leave the name out']],
    ['a value with a zero byte', { env: { A: 'a\0b' } }, ['TypeError', 'env.A must not contain a zero byte, got "a\\u0000b"']],
    ['passFds that is a number', { passFds: 5 }, ['TypeError', 'passFds must be an array of descriptors, got number']],
    ['a descriptor that is a string', { passFds: ['5'] }, ['TypeError', 'passFds[0] must be a number, got string']],
    ['a descriptor below zero', { passFds: [5, -1] }, ['RangeError', 'passFds[1] must be an integer from 0 to 2147483647, got -1']],
    ['startNewSession that is a number', { startNewSession: 1 }, ['TypeError', 'startNewSession must be a boolean, got number']],
    ['processGroup below zero', { processGroup: -1 }, ['RangeError', 'processGroup must be an integer from 0 to 2147483647, got -1']],
    [
      'processGroup of another session',
      { processGroup: 5, startNewSession: true },
      ['TypeError', 'processGroup and startNewSession exclude'],
    ],
    ['a user by name', { user: 'nobody' }, ['TypeError', 'user must be a number, got string']],
    ['a user that is no number of one', { user: 2 ** 32 - 1 }, ['RangeError', 'user must be an integer from 0 to 4294967294']],
    ['a group that is no integer', { group: 1.5 }, ['RangeError', 'group must be an integer']],
    ['a group that is NaN', { group: Number.NaN }, ['RangeError', 'group must be an integer from 0 to 4294967294, got NaN']],
    ['umask above 777', { umask: 0o1000 }, ['RangeError', 'umask must be an integer from 0 to 511, got 512']],
    ['umask as text', { umask: '022' }, ['TypeError', 'umask must be a number, got string']],
    ['stdin that is text', { stdin: 'pipe' }, ['TypeError', 'stdin must be PIPE, DEVNULL, null, a descriptor or a FileHandle, got "pipe"']],
    ['stdin that is STDOUT', { stdin: STDOUT }, ['TypeError', 'stdin cannot be STDOUT: only stderr can go where stdout goes']],
    ['stdout that is STDOUT', { stdout: STDOUT }, ['TypeError', 'stdout cannot be STDOUT']],
    [
      'stderr that is true',
      { stderr: true },
      ['TypeError', 'stderr must be PIPE, DEVNULL, STDOUT, null, a descriptor or a FileHandle, got boolean'],
    ],
    ['a stream of Node', { stdout: {} }, ['TypeError', 'stdout must be PIPE, DEVNULL, null, a descriptor or a FileHandle, got object']],
    ['a FileHandle that is closed', { stdout: { fd: -1 } }, ['TypeError', 'stdout is a FileHandle that is closed']],
    [
      'a descriptor below zero for stderr',
      { stderr: -1 },
      ['RangeError', 'stderr: a descriptor must be an integer from 0 to 2147483647, got -1'],
    ],
    ['a broken descriptor for stdin', { stdin: 0.5 }, ['RangeError', 'stdin: a descriptor must be an integer']],
  ];
  test.each(refused)('%s: refused', (_what, options, refusal) => expectRefused(options, refusal));
});

describe('options that asyncio or Node has and this has not', () => {
  const refused: [string, object, string][] = [
    ['shell', { shell: true }, 'subprocessExec has no shell: subprocessShell runs a command line in one'],
    ['text', { text: true }, 'subprocessExec has no option text: pipes carry bytes'],
    ['encoding', { encoding: 'utf8' }, 'subprocessExec has no option encoding: pipes carry bytes'],
    ['errors', { errors: 'strict' }, 'subprocessExec has no option errors: pipes carry bytes'],
    ['universalNewlines', { universalNewlines: true }, 'subprocessExec has no option universalNewlines: pipes carry bytes'],
    ['bufsize', { bufsize: 4096 }, 'subprocessExec has no option bufsize: the pipes have no buffers of lines'],
    ['preexecFn', { preexecFn: () => {} }, 'subprocessExec has no option preexecFn: no JavaScript can run in the child'],
    ['executable', { executable: '/bin/sh' }, 'subprocessExec has no option executable: give the path of the program in argv'],
    ['closeFds', { closeFds: false }, 'subprocessExec has no option closeFds: the child never has'],
    ['stdio', { stdio: 'inherit' }, 'subprocessExec has no option stdio: give stdin, stdout and stderr'],
    ['detached', { detached: true }, 'subprocessExec has no option detached: give startNewSession'],
    ['uid', { uid: 0 }, 'subprocessExec has no option uid: give user'],
    ['gid', { gid: 5 }, 'subprocessExec has no option gid: give group'],
  ];
  test.each(refused)('%s: refused, and why', (_what, options, message) => expectRefused(options, ['TypeError', message]));

  test('are taken where they ask for nothing', () =>
    withLoop(async (loop) => {
      const options = {
        shell: false,
        text: false,
        encoding: null,
        errors: undefined,
        universalNewlines: false,
        bufsize: 0,
        preexecFn: null,
      };
      expect(await output(await start(loop, ['echo', 'fine'], { ...options, closeFds: true } as SubprocessOptions))).toBe('fine\n');
    }));
});

describe('properties that an options object inherits', () => {
  test('count for nothing', () =>
    withLoop(async (loop) => {
      const options = Object.create({ cwd: '/nowhere', shell: true, stdin: 'x' }) as SubprocessOptions;
      expect(await output(await start(loop, ['echo', 'fine'], options))).toBe('fine\n');
    }));
});

describe('the factory', () => {
  const refused: [string, unknown, Refusal][] = [
    ['no function', {}, ['TypeError', 'subprocessExec needs a function that makes a protocol, got object']],
    ['one that returns nothing', () => undefined, ['TypeError', 'the factory must return a protocol, got undefined']],
    [
      'one that throws',
      () => {
        throw new RangeError('not today');
      },
      ['RangeError', 'not today'],
    ],
  ];
  test.each(refused)('%s: no child is started', (_what, factory, [name, message]) =>
    withLoop(async (loop) => {
      const error = await failureOf(() => loop.subprocessExec(factory as () => object, ['true']));
      expect(`${error.name}: ${error.message}`).toBe(`${name}: ${message}`);
    }),
  );
});
