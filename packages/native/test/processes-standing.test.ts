import { readFileSync } from 'node:fs';
import { constants as os } from 'node:os';
import { describe, expect, test } from 'vitest';
import { runProgramOf, success } from '../../../test-support/run-program.ts';
import { ended, outcome, request, started, withEachWay } from './children.ts';

// What a child is besides its program: its signals, its session and group, its user.

const { EPERM, EINVAL, ESRCH } = os.errno;
const isRoot = process.getuid?.() === 0;
const SLEEP = 'exec sleep 60';

/** Of /proc/<pid>/stat, without the name, which may hold spaces. */
function standing(pid: number | string): { group: number; session: number; terminal: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const [, , group, session, terminal] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { group: Number(group), session: Number(session), terminal: Number(terminal) };
}

describe.skipIf(process.platform !== 'linux')('a child (asks /proc: Linux only)', () => {
  withEachWay((processes) => {
    async function statusOf(names: RegExp, more: Parameters<typeof request>[1] = {}): Promise<Record<string, string>> {
      const wanted = request('', { paths: ['/bin/cat'], argv: ['cat', '/proc/self/status'], ...more });
      const { output } = await outcome(processes, wanted);
      const lines = output.split('\n').map((line) => line.split(/:\s*/) as [string, string]);
      return Object.fromEntries(lines.filter(([name]) => names.test(name)).map(([name, value]) => [name, value.trim()]));
    }

    test('blocks, ignores and catches no signal, whatever this process does', async () => {
      const none = '0000000000000000';
      const listener = (): void => {};
      process.on('SIGUSR2', listener).on('SIGHUP', listener);
      try {
        expect(await statusOf(/^Sig(Blk|Ign|Cgt)$/)).toEqual({ SigBlk: none, SigIgn: none, SigCgt: none });
      } finally {
        process.off('SIGUSR2', listener).off('SIGHUP', listener);
      }
    });

    test('does not change the signals of this process', () => {
      const own = () => /SigBlk[\s\S]*SigCgt.*/.exec(readFileSync('/proc/thread-self/status', 'latin1'))?.[0];
      const before = own();
      started(processes, request('exit 0'));
      processes.spawn(request('', { paths: [] }));
      expect(own()).toBe(before);
    });

    test('stays in our session and group unless told otherwise', () => {
      const { group, session } = standing('self');
      expect(standing(started(processes, request(SLEEP)).pid)).toMatchObject({ group, session });
    });

    test('leads a session of its own, without a terminal', () => {
      const { pid } = started(processes, request(SLEEP, { newSession: true }));
      expect(standing(pid)).toEqual({ group: pid, session: pid, terminal: 0 });
    });

    test('leads a group of its own, or joins that of another', () => {
      const leader = started(processes, request(SLEEP, { processGroup: 0 }));
      expect(standing(leader.pid)).toMatchObject({ group: leader.pid, session: standing('self').session });
      const other = started(processes, request(SLEEP, { processGroup: leader.pid }));
      expect(standing(other.pid)).toMatchObject({ group: leader.pid });
    });

    test('cannot lead a session and join a group', () => {
      const failure = processes.spawn(request(SLEEP, { newSession: true, processGroup: standing('self').group }));
      expect(failure).toEqual({ errno: -EPERM, syscall: 'setpgid' });
    });

    test('is reached through its group', async () => {
      const leader = started(processes, request(`${SLEEP} & ${SLEEP}`, { processGroup: 0 }));
      const other = started(processes, request(SLEEP, { processGroup: leader.pid }));
      expect(processes.killGroup(leader.pid, os.signals.SIGTERM)).toBe(0);
      expect(await Promise.all([leader, other].map(ended))).toEqual([-os.signals.SIGTERM, -os.signals.SIGTERM]);
    });

    test('makes files with its umask', async () => {
      expect((await outcome(processes, request('umask', { umask: 0o27 }))).output).toBe('0027\n');
      const own = process.umask();
      expect(Number.parseInt((await outcome(processes, request('umask'))).output, 8)).toBe(own);
      expect(process.umask()).toBe(own);
    });

    test.skipIf(!isRoot)('has its user, group and further groups (only root may give others)', async () => {
      const four = (number: number) => Array<number>(4).fill(number).join('\t');
      const names = /^(Uid|Gid|Groups)$/;
      expect(await statusOf(names, { user: 65_534, group: 65_533, groups: [1234, 77] })).toEqual({
        Uid: four(65_534),
        Gid: four(65_533),
        Groups: '77 1234',
      });
      expect(await statusOf(names, { groups: [] })).toEqual({ Uid: four(0), Gid: four(process.getgid?.() ?? -1), Groups: '' });
      expect(await statusOf(names, { user: 4_000_000_000 })).toMatchObject({ Uid: four(4_000_000_000) });
    });

    test.skipIf(!isRoot)('of another user does not take from this process what it may do', async () => {
      const own = () => [process.getuid?.(), process.geteuid?.(), process.getgid?.(), process.getgroups?.()];
      const before = own();
      expect((await outcome(processes, request('id -u', { user: 65_534, group: 65_534, groups: [] }))).output).toBe('65534\n');
      expect(own()).toEqual(before);
    });

    test.skipIf(isRoot)('of another user is refused (not to root)', () => {
      expect(processes.spawn(request(SLEEP, { user: 0 }))).toEqual({ errno: -EPERM, syscall: 'setuid' });
      expect(processes.spawn(request(SLEEP, { group: 0 }))).toEqual({ errno: -EPERM, syscall: 'setgid' });
      expect(processes.spawn(request(SLEEP, { groups: [0] }))).toEqual({ errno: -EPERM, syscall: 'setgroups' });
    });

    test('groups that would be everybody are never signalled', () => {
      for (const group of [1, 0, -1, -100]) expect(processes.killGroup(group, os.signals.SIGTERM)).toBe(-EINVAL);
      expect(processes.killGroup(2 ** 22 + 1, 0)).toBe(-ESRCH);
    });
  });

  test.skipIf(!isRoot)('that its user may not have is refused: EAGAIN (root sets the limit)', { timeout: 180_000 }, async () => {
    expect(await runProgramOf(import.meta.url, 'too-many-processes')).toEqual(
      success(`${JSON.stringify({ errno: -os.errno.EAGAIN, syscall: 'execve' })}\n1 children\n`),
    );
  });

  test.skipIf(!isRoot)(
    'with another user starts whatever other threads do meanwhile (only root may give others)',
    { timeout: 180_000 },
    async () => {
      expect(await runProgramOf(import.meta.url, 'identity-beside-threads')).toEqual(success('200 started\n'));
    },
  );
});
