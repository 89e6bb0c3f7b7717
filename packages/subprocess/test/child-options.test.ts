import { chmodSync, chownSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { DEVNULL, type SubprocessOptions } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { end, output, start, startShell } from './child-recorder.ts';
import { withFolder } from './with-folder.ts';
import { until, withLoop } from './with-loop.ts';

const PATH = process.env.PATH ?? '/bin:/usr/bin';
const NOBODY = 65_534;
/** Only root may become somebody else. */
const asRoot = process.geteuid?.() === 0 ? test : test.skip;

function answerOf(command: string, options?: SubprocessOptions): Promise<string> {
  let answer = '';
  return withLoop(async (loop) => {
    answer = await output(await startShell(loop, command, options));
  }).then(() => answer.trim());
}

test('cwd is where the child starts', () =>
  withFolder(async (folder) => {
    expect(await answerOf('pwd -P', { cwd: folder })).toBe(realpathSync(folder));
    expect(await answerOf('pwd -P')).toBe(process.cwd());
  }));

test('a program whose path has a slash is looked for from cwd', () =>
  withFolder((folder) =>
    withLoop(async (loop) => {
      expect(await output(await start(loop, ['./sh', '-c', 'echo found'], { cwd: '/bin' }))).toBe('found\n');
      expect(await output(await start(loop, ['pwd'], { cwd: folder, env: { PATH: ':/bin' } }))).toContain(realpathSync(folder));
    }),
  ));

describe('env', () => {
  test('is the whole environment of the child', () =>
    withLoop(async (loop) => {
      const child = await start(loop, ['/usr/bin/env'], { env: { ONE: '1', EMPTY: '', TWO: 'a=b\nc', 'a b': 'ä' } });
      expect(await output(child)).toBe('ONE=1\nEMPTY=\nTWO=a=b\nc\na b=ä\n');
    }));

  test('may be empty', () =>
    withLoop(async (loop) => {
      expect(await output(await start(loop, ['/usr/bin/env'], { env: {} }))).toBe('');
    }));

  test('is that of this process unless given, as it is then', async () => {
    process.env.TSYNCIO_TEST = 'from here';
    try {
      expect(await answerOf('echo $TSYNCIO_TEST')).toBe('from here');
    } finally {
      delete process.env.TSYNCIO_TEST;
    }
    expect(await answerOf('echo "<$TSYNCIO_TEST>"')).toBe('<>');
  });

  test('has the PATH in which the program is looked for', () =>
    withFolder((folder) =>
      withLoop(async (loop) => {
        writeFileSync(`${folder}/only-here`, '#!/bin/sh\necho mine\n');
        chmodSync(`${folder}/only-here`, 0o755);
        expect(await output(await start(loop, ['only-here'], { env: { PATH: `/nowhere:${folder}` } }))).toBe('mine\n');
      }),
    ));

  test('without a PATH, programs of the system are found', () =>
    withLoop(async (loop) => {
      expect(await output(await start(loop, ['echo', 'here'], { env: {} }))).toBe('here\n');
    }));

  test('counts by its own properties only', () =>
    withLoop(async (loop) => {
      const env = Object.assign(Object.create({ INHERITED: 'yes' }) as Record<string, string>, { OWN: 'yes' });
      expect(await output(await start(loop, ['/usr/bin/env'], { env }))).toBe('OWN=yes\n');
    }));
});

test('argv0 is the name that the child sees itself under', () =>
  withLoop(async (loop) => {
    expect(await output(await start(loop, ['sh', '-c', 'echo $0'], { argv0: 'somebody' }))).toBe('somebody\n');
    const nap = await start(loop, ['sleep', '1000'], { argv0: 'nap' });
    // The system fills it in a moment after it lets the parent go on.
    await until(() => readFileSync(`/proc/${nap.transport.getPid()}/cmdline`, 'utf8') === 'nap\x001000\x00');
    nap.transport.close();
    expect(await end(nap)).toBe(-9);
  }));

test('umask is that of the child', async () => {
  expect(await answerOf('umask', { umask: 0o27 })).toBe('0027');
  expect(await answerOf('umask', { umask: 0 })).toBe('0000');
  expect(Number.parseInt(await answerOf('umask'), 8)).toBe(process.umask());
});

describe('sessions and groups of processes', () => {
  /** Number, group and session of the child, from the system. */
  const SAY = 'cut -d " " -f 1,5,6 /proc/$$/stat';

  async function idsOf(options?: SubprocessOptions): Promise<{ pid: number; group: number; session: number }> {
    const [pid = 0, group = 0, session = 0] = (await answerOf(SAY, options)).split(' ').map(Number);
    return { pid, group, session };
  }

  test('are those of this process unless said otherwise', async () => {
    const ours = readFileSync('/proc/self/stat', 'latin1').split(') ')[1]?.split(' ') ?? [];
    expect(await idsOf()).toMatchObject({ group: Number(ours[2]), session: Number(ours[3]) });
  });

  test('startNewSession makes the child the leader of both', async () => {
    const { pid, group, session } = await idsOf({ startNewSession: true });
    expect([group, session]).toEqual([pid, pid]);
    const both = await idsOf({ startNewSession: true, processGroup: 0 });
    expect(both.group).toBe(both.pid);
  });

  test('processGroup 0 is a group of its own, in our session', async () => {
    const { pid, group, session } = await idsOf({ processGroup: 0 });
    expect(group).toBe(pid);
    expect(session).not.toBe(pid);
  });

  test('processGroup is the group that it joins', () =>
    withLoop(async (loop) => {
      const leader = await start(loop, ['cat'], { processGroup: 0 });
      const member = await startShell(loop, SAY, { processGroup: leader.transport.getPid() });
      expect(Number((await output(member)).split(' ')[1])).toBe(leader.transport.getPid());
      await output(leader);
    }));
});

describe('user and group', () => {
  const SAY = 'id -u; id -g; id -G';

  asRoot('are the numbers that the child runs as, without the further groups of this process (root only)', async () => {
    expect(await answerOf(SAY, { user: NOBODY, group: NOBODY, env: { PATH } })).toBe(`${NOBODY}\n${NOBODY}\n${NOBODY}`);
  });

  asRoot('user alone leaves the group (root only)', async () => {
    const [user, group, groups] = (await answerOf(SAY, { user: NOBODY, env: { PATH } })).split('\n');
    expect([user, group, groups]).toEqual([`${NOBODY}`, `${process.getgid?.()}`, `${process.getgid?.()}`]);
  });

  asRoot('group alone leaves the user (root only)', async () => {
    expect((await answerOf(SAY, { group: NOBODY, env: { PATH } })).split('\n').slice(0, 2)).toEqual(['0', `${NOBODY}`]);
  });

  asRoot('decide about what the child may do (root only)', () =>
    withFolder(async (folder) => {
      chmodSync(folder, 0o700);
      chownSync(folder, NOBODY, NOBODY);
      await answerOf(`echo mine > ${folder}/file`, { user: NOBODY, group: NOBODY, env: { PATH }, stderr: DEVNULL });
      expect(statSync(`${folder}/file`).uid).toBe(NOBODY);
    }),
  );
});
