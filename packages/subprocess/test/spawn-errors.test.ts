import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { DEVNULL, type Kernel, type SubprocessOptions, type SystemError } from '@tsyncio/core';
import type { SpawnRequest } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { allDescriptors } from '../../../test-support/open-descriptors.ts';
import { ChildRecorder, end, output, start } from './child-recorder.ts';
import { withFolder } from './with-folder.ts';
import { children, type TestLoop, withLoop } from './with-loop.ts';

/** Only root may become somebody else. */
const asRoot = process.geteuid?.() === 0 ? test : test.skip;
const NOBODY = 65_534;

/** What starting it fails with; nothing is left of it and the protocol hears nothing. */
async function refusalOf(loop: TestLoop, argv: readonly string[], options?: SubprocessOptions): Promise<SystemError> {
  const before = allDescriptors();
  const protocol = new ChildRecorder();
  const error = await failureOf(() => start(loop, argv, options, protocol));
  expect(allDescriptors(), 'descriptors').toEqual(before);
  expect(children(), 'children').toEqual([]);
  expect(protocol.events, 'what the protocol heard').toEqual([]);
  expect(error.name).toBe('SystemError');
  expect(error.stack).toContain('subprocessExec');
  return error as SystemError;
}

/** A file that can be run, unless the mode says otherwise. */
function program(path: string, text: string, mode = 0o755): string {
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe('a program', () => {
  test('that is on no PATH: ENOENT with its name', () =>
    withLoop(async (loop) => {
      const error = await refusalOf(loop, ['no-such-program']);
      expect(error).toMatchObject({ code: 'ENOENT', errno: -2, syscall: 'execve', path: 'no-such-program' });
      expect(error.message).toBe('execve ENOENT no-such-program (no such file or directory)');
    }));

  test('that is not at its path: ENOENT', () =>
    withLoop(async (loop) => {
      expect(await refusalOf(loop, ['/nowhere/program'])).toMatchObject({ code: 'ENOENT', path: '/nowhere/program' });
      expect(await refusalOf(loop, [''])).toMatchObject({ code: 'ENOENT', path: '' });
    }));

  test('below a file: ENOTDIR', () =>
    withLoop(async (loop) => {
      expect(await refusalOf(loop, ['/etc/passwd/program'])).toMatchObject({ code: 'ENOTDIR' });
    }));

  test('that may not be run: EACCES', () =>
    withFolder((folder) =>
      withLoop(async (loop) => {
        const path = program(`${folder}/plain`, '#!/bin/sh\n', 0o644);
        expect(await refusalOf(loop, [path])).toMatchObject({ code: 'EACCES', syscall: 'execve', path });
        expect(await refusalOf(loop, [folder])).toMatchObject({ code: 'EACCES', path: folder });
      }),
    ));

  test('that may not be run in one folder of PATH is looked for in the next', () =>
    withFolder((folder) =>
      withLoop(async (loop) => {
        mkdirSync(`${folder}/a`);
        mkdirSync(`${folder}/b`);
        program(`${folder}/a/tool`, '#!/bin/sh\necho a\n', 0o644);
        const env = { PATH: `${folder}/a:${folder}/b` };
        expect(await refusalOf(loop, ['tool'], { env })).toMatchObject({ code: 'EACCES', path: 'tool' });
        program(`${folder}/b/tool`, '#!/bin/sh\necho b\n');
        expect(await output(await start(loop, ['tool'], { env }))).toBe('b\n');
      }),
    ));

  test('that is no program: ENOEXEC', () =>
    withFolder((folder) =>
      withLoop(async (loop) => {
        const path = program(`${folder}/empty`, 'just text\n');
        expect(await refusalOf(loop, [path])).toMatchObject({ code: 'ENOEXEC', path });
      }),
    ));

  test('whose interpreter is missing: ENOENT', () =>
    withFolder((folder) =>
      withLoop(async (loop) => {
        const path = program(`${folder}/script`, '#!/nowhere/sh\n');
        expect(await refusalOf(loop, [path])).toMatchObject({ code: 'ENOENT', path });
      }),
    ));

  test('with arguments that are too long: E2BIG', () =>
    withLoop(async (loop) => {
      expect(await refusalOf(loop, ['true', 'x'.repeat(1 << 20)])).toMatchObject({ code: 'E2BIG', syscall: 'execve', path: 'true' });
      expect(await refusalOf(loop, ['true'], { env: { PATH: '/bin', BIG: 'x'.repeat(1 << 20) } })).toMatchObject({ code: 'E2BIG' });
    }));
});

describe('cwd', () => {
  test('that is not there: ENOENT with the folder', () =>
    withLoop(async (loop) => {
      const error = await refusalOf(loop, ['true'], { cwd: '/nowhere' });
      expect(error).toMatchObject({ code: 'ENOENT', syscall: 'chdir', path: '/nowhere' });
    }));

  test('that is a file: ENOTDIR with it', () =>
    withLoop(async (loop) => {
      expect(await refusalOf(loop, ['true'], { cwd: '/etc/passwd' })).toMatchObject({
        code: 'ENOTDIR',
        syscall: 'chdir',
        path: '/etc/passwd',
      });
    }));
});

describe('the system', () => {
  test('that joins no such group of processes: EPERM or ESRCH, naming the program', () =>
    withLoop(async (loop) => {
      const error = await refusalOf(loop, ['true'], { processGroup: 2 ** 31 - 1 });
      expect(['EPERM', 'ESRCH']).toContain(error.code);
      expect(error).toMatchObject({ syscall: 'setpgid', path: 'true' });
    }));

  asRoot('that lets the user have no more processes: EAGAIN (root only)', () =>
    withLoop(async (loop) => {
      const options = { user: NOBODY, group: NOBODY };
      const first = await start(loop, ['sleep', '1000'], options);
      const setLimit = (value: string): unknown => execFileSync('prlimit', ['--pid', String(process.pid), `--nproc=${value}:`]);
      const [limit = ''] = /Max processes +(\S+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.slice(1) ?? [];
      setLimit('0');
      try {
        const error = await failureOf(() => start(loop, ['true'], options));
        expect(error).toMatchObject({ name: 'SystemError', code: 'EAGAIN', path: 'true' });
      } finally {
        setLimit(limit);
      }
      expect(children()).toEqual([first.transport.getPid()]);
      first.transport.close();
      expect(await end(first)).toBe(-9);
    }),
  );

  const failing = (errno: number, syscall: string): Kernel => {
    const kernel = nativeKernel();
    return { ...kernel, processes: { ...kernel.processes, spawn: () => ({ errno, syscall }) } as Kernel['processes'] } as Kernel;
  };

  test.each([
    ['EAGAIN', -11],
    ['ENOMEM', -12],
  ])('that starts no more processes: %s', (code, errno) =>
    withLoop(
      async (loop) => {
        const error = await refusalOf(loop, ['true']);
        expect(error).toMatchObject({ code, errno, syscall: 'fork', path: 'true' });
      },
      failing(errno, 'fork'),
    ),
  );

  test('whose setuid fails after chdir names the program', () =>
    withLoop(
      async (loop) => {
        expect(await refusalOf(loop, ['true'], { cwd: '/' })).toMatchObject({ code: 'EPERM', syscall: 'setuid', path: 'true' });
      },
      failing(-1, 'setuid'),
    ));

  test.each([1, 2, 3])('that has no descriptors for pipe %i: EMFILE, and the others are closed', (which) => {
    const kernel = nativeKernel();
    let opened = 0;
    const pipes = { ...kernel.pipes, open: () => (++opened === which ? -24 : kernel.pipes?.open()) } as Kernel['pipes'];
    return withLoop(
      async (loop) => {
        expect(await refusalOf(loop, ['true'])).toMatchObject({ code: 'EMFILE', syscall: 'pipe' });
        expect(opened).toBe(which);
      },
      { ...kernel, pipes } as Kernel,
    );
  });

  test('is asked for nothing but what was said', () => {
    const kernel = nativeKernel();
    const requests: SpawnRequest[] = [];
    const processes = {
      ...kernel.processes,
      spawn: (request: SpawnRequest) => {
        requests.push(request);
        return { errno: -1, syscall: 'fork' };
      },
    } as Kernel['processes'];
    return withLoop(
      async (loop) => {
        await failureOf(() =>
          loop.subprocessExec(() => ({}), ['tool', 'x'], { env: { PATH: '/a:/b' }, stdin: null, stdout: 1, stderr: DEVNULL }),
        );
        expect(requests).toEqual([
          {
            paths: ['/a/tool', '/b/tool'],
            argv: ['tool', 'x'],
            env: ['PATH=/a:/b'],
            cwd: null,
            stdio: [0, 1, expect.any(Number)],
            keep: [],
            newSession: false,
            processGroup: null,
            controllingTerminal: false,
            user: null,
            group: null,
            groups: null,
            umask: null,
          },
        ]);
      },
      { ...kernel, processes } as Kernel,
    );
  });
});
