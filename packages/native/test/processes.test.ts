import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, fstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { constants as os, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allDescriptors } from '../../../test-support/open-descriptors.ts';
import { ended, outcome, request, started, withEachWay } from './children.ts';

const { E2BIG, EACCES, EBADF, EINVAL, ENOENT, ENOEXEC, ENOTDIR, EPERM, ESRCH } = os.errno;
const folder: string = mkdtempSync(join(tmpdir(), 'tsyncio-children-'));
const here = (name: string): string => join(folder, name);
const SLEEP = 'exec sleep 60';

beforeAll(() => {
  for (const [name, mode] of [
    ['closed', 0o600],
    ['open', 0o700],
  ] as const) {
    mkdirSync(here(name));
    writeFileSync(here(`${name}/program`), '#!/bin/sh\necho "$0"\n');
    chmodSync(here(`${name}/program`), mode);
  }
  writeFileSync(here('text'), 'no program\n', { mode: 0o700 });
  writeFileSync(here('unknown interpreter'), '#!/nowhere/interpreter\n', { mode: 0o700 });
  symlinkSync('loop', here('loop'));
});

afterAll(() => rmSync(folder, { recursive: true }));

withEachWay((processes) => {
  const failureOf = (more: Parameters<typeof request>[1]): unknown => processes.spawn(request('exit 0', more));

  describe('a child', () => {
    test('runs, ends, and is reaped once', async () => {
      const child = started(processes, request('exit 3'));
      const { exit } = child;
      expect(await ended(child)).toBe(3);
      expect([child.reap(), child.kill(0)]).toEqual([3, -ESRCH]);
      expect(() => fstatSync(exit)).toThrow('EBADF');
    });

    test('is not reaped while it runs', async () => {
      const child = started(processes, request(SLEEP));
      expect([child.reap(), child.kill(0), child.reap()]).toEqual([null, 0, null]);
      child.kill(os.signals.SIGTERM);
      expect(await ended(child)).toBe(-os.signals.SIGTERM);
    });

    test.each(['SIGKILL', 'SIGHUP', 'SIGABRT', 'SIGUSR1'] as const)('that %s kills ends with its negated number', async (name) => {
      const child = started(processes, request(SLEEP));
      expect(child.kill(os.signals[name])).toBe(0);
      expect(await ended(child)).toBe(-os.signals[name]);
    });

    test('that was stopped has not ended', async () => {
      const child = started(processes, request('kill -STOP $$; exit 4'));
      expect(child.reap()).toBeNull();
      let sent: number;
      do sent = child.kill(os.signals.SIGCONT);
      while (sent === 0 && child.reap() === null);
      expect(child.reap()).toBe(4);
    });

    test('refuses a signal that there is none of', async () => {
      const child = started(processes, request(SLEEP));
      expect([child.kill(1000), child.kill(-1)]).toEqual([-EINVAL, -EINVAL]);
    });

    test('has its arguments, its environment and nothing else', async () => {
      const argv = ['a name', 'one', '', 'two words', 'ünï €🙂'];
      const wanted = request('', { paths: ['/usr/bin/env'], argv: ['env'], env: ['A=1', 'EMPTY=', 'ÜNÏ=€=🙂'] });
      expect(await outcome(processes, wanted)).toEqual({ output: 'A=1\nEMPTY=\nÜNÏ=€=🙂\n', status: 0 });
      const printed = await outcome(processes, request('', { paths: ['/bin/sh'], argv: ['sh', '-c', 'printf "%s|" "$0" "$@"', ...argv] }));
      expect(printed.output).toBe(`${argv.join('|')}|`);
      expect(await outcome(processes, request('', { paths: ['/usr/bin/env'], argv: ['env'], env: [] }))).toEqual({ output: '', status: 0 });
    });

    test('starts in its folder', async () => {
      expect(await outcome(processes, request('pwd -P', { cwd: folder }))).toEqual({ output: `${folder}\n`, status: 0 });
      expect(failureOf({ cwd: here('nowhere') })).toEqual({ errno: -ENOENT, syscall: 'chdir' });
      expect(failureOf({ cwd: here('text') })).toEqual({ errno: -ENOTDIR, syscall: 'chdir' });
    });
  });

  describe('the program', () => {
    const program = (...paths: string[]) => ({ paths: paths.map(here), argv: ['program'] });

    test('is the first of its paths that can be run', async () => {
      for (const paths of [['open'], ['none', 'text/none', 'open'], ['closed', 'open']])
        expect(await outcome(processes, request('', program(...paths.map((path) => `${path}/program`))))).toEqual({
          output: `${here('open/program')}\n`,
          status: 0,
        });
    });

    test('that may not be run is told before one that does not exist', () => {
      expect(failureOf(program('closed/program', 'none'))).toEqual({ errno: -EACCES, syscall: 'execve' });
      expect(failureOf(program('none', 'closed/program', 'text/none'))).toEqual({ errno: -EACCES, syscall: 'execve' });
      expect(failureOf(program('none', 'text/none'))).toEqual({ errno: -ENOTDIR, syscall: 'execve' });
      expect(failureOf(program('none'))).toEqual({ errno: -ENOENT, syscall: 'execve' });
      expect(failureOf({ paths: [] })).toEqual({ errno: -ENOENT, syscall: 'execve' });
    });

    test('that is none, or whose interpreter is missing, is told', () => {
      expect(failureOf(program('text'))).toEqual({ errno: -ENOEXEC, syscall: 'execve' });
      expect(failureOf(program('open'))).toEqual({ errno: -EACCES, syscall: 'execve' });
      expect(failureOf(program('unknown interpreter'))).toEqual({ errno: -ENOENT, syscall: 'execve' });
      expect(failureOf(program('loop'))).toEqual({ errno: -os.errno.ELOOP, syscall: 'execve' });
    });

    test('cannot have too much to read', () => {
      expect(failureOf({ argv: ['sh', '-c', 'x'.repeat(4_000_000)] })).toEqual({ errno: -E2BIG, syscall: 'execve' });
      expect(failureOf({ argv: Array<string>(1_000_000).fill('an argument') })).toEqual({ errno: -E2BIG, syscall: 'execve' });
      expect(failureOf({ env: [`A=${'x'.repeat(4_000_000)}`] })).toEqual({ errno: -E2BIG, syscall: 'execve' });
    });
  });

  describe('a request that is none', () => {
    test('is refused: NUL bytes, which would end a text early', () => {
      for (const bad of [{ argv: ['a\0b'] }, { paths: ['/bin/sh\0'] }, { env: ['A=\0'] }, { cwd: '/\0tmp' }])
        expect(failureOf(bad)).toEqual({ errno: -EINVAL, syscall: 'spawn' });
    });

    test('is refused: descriptors that are not open', () => {
      expect(failureOf({ stdio: [0, 987_654, 2] })).toEqual({ errno: -EBADF, syscall: 'dup2' });
      expect(failureOf({ stdio: [-1, 1, 2] })).toMatchObject({ errno: -EBADF });
      expect(failureOf({ keep: [987_654] })).toEqual({ errno: -EBADF, syscall: 'fcntl' });
      expect(failureOf({ keep: [-5] })).toMatchObject({ errno: -EBADF });
    });

    test('is refused: the user and the group whose number means no change', () => {
      for (const bad of [{ user: 2 ** 32 - 1 }, { group: 2 ** 32 - 1 }])
        expect(failureOf(bad)).toEqual({ errno: -EINVAL, syscall: 'spawn' });
    });

    test('is refused: a process group that cannot be joined', () => {
      expect(failureOf({ processGroup: -3 })).toEqual({ errno: -EINVAL, syscall: 'setpgid' });
      expect(failureOf({ processGroup: 1 })).toEqual({ errno: -EPERM, syscall: 'setpgid' });
    });

    test('leaves no child and no descriptor', () => {
      failureOf({ paths: [] });
      const before = allDescriptors();
      for (let i = 0; i < 100; i++) {
        expect(failureOf({ paths: [here('none')] })).toMatchObject({ errno: -ENOENT });
        expect(failureOf({ keep: [987_654] })).toMatchObject({ errno: -EBADF });
        expect(failureOf({ argv: ['\0'] })).toMatchObject({ errno: -EINVAL });
      }
      expect(allDescriptors()).toEqual(before);
    });
  });

  test('children beside those of node:child_process are told apart', async () => {
    const theirs = Array.from({ length: 20 }, (_, i) => spawn('/bin/sh', ['-c', `exit ${i}`], { stdio: 'ignore' }));
    const ours = Array.from({ length: 20 }, (_, i) => started(processes, request(`exit ${100 + i}`)));
    const codes = await Promise.all(theirs.map(async (child) => (await once(child, 'exit'))[0]));
    const statuses = await Promise.all(ours.map(ended));
    expect(codes).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(statuses).toEqual(Array.from({ length: 20 }, (_, i) => 100 + i));
  });

  test('a listener for SIGCHLD hears of them and takes nothing away', async () => {
    const heard = once(process, 'SIGCHLD');
    const child = started(processes, request('exit 9'));
    await heard;
    expect([await ended(child), process.listenerCount('SIGCHLD')]).toEqual([9, 0]);
  });

  test('500 children at once leave no zombie and no descriptor', { timeout: 180_000 }, async () => {
    const before = allDescriptors();
    const children = Array.from({ length: 500 }, (_, i) => started(processes, request(i % 2 === 0 ? SLEEP : 'exit 7')));
    for (const [i, child] of children.entries()) if (i % 2 === 0) child.kill(os.signals.SIGKILL);
    expect(new Set(await Promise.all(children.map(ended)))).toEqual(new Set([-os.signals.SIGKILL, 7]));
    expect(children.filter(({ pid }) => isThere(pid))).toEqual([]);
    expect(allDescriptors()).toEqual(before);
  });

  test('those left are killed and reaped when the kernel closes', () => {
    const children = Array.from({ length: 20 }, () => started(processes, request(`trap '' TERM; ${SLEEP}`)));
    processes.close();
    expect(children.map((child) => child.reap())).toEqual(children.map(() => -os.signals.SIGKILL));
    expect(children.filter(({ pid, exit }) => isThere(pid) || isOpen(exit))).toEqual([]);
  });
});

/** Running, or a zombie. */
function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function isOpen(fd: number): boolean {
  try {
    return fstatSync(fd) !== undefined;
  } catch {
    return false;
  }
}
