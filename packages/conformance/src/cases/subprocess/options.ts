import type { Case } from '../../case.ts';
import { type AnyOptions, type ChildStage, children, withChildren } from './open-children.ts';

const SCRIPT = '#!/bin/sh\necho found\n';

async function told(net: ChildStage, name: string, argv: readonly string[], options: AnyOptions = {}): Promise<void> {
  const [protocol] = await net.exec(name, argv, options);
  await protocol.when('lost');
  protocol.tell();
}

export const childOptions: readonly Case[] = [
  {
    name: 'subprocess/environment',
    title: 'a child has the environment that is given, whole, whatever is in it',
    needs: children('programs'),
    covers: ['test_subprocess.SubprocessMixin.test_create_subprocess_env_exec'],
    run: withChildren(async (net) => {
      await told(net, 'env', ['/usr/bin/env'], { env: { TSYNCIO_ONE: '1' } });
      await told(net, 'empty', ['/usr/bin/env'], { env: {} });
      const env = { TSYNCIO_TWO: 'a=b \'c\' "d"\n$HOME é', TSYNCIO_EMPTY: '' };
      await told(net, 'exec', ['/bin/sh', '-c', 'echo "$TSYNCIO_TWO"'], { env });
    }),
  },
  {
    name: 'subprocess/environment-of-a-shell',
    title: 'a command of the shell has the environment that is given',
    needs: children('programs'),
    covers: ['test_subprocess.SubprocessMixin.test_create_subprocess_env_shell'],
    run: withChildren(async (net) => {
      const [protocol] = await net.shell('shell', 'echo $TSYNCIO_ONE', { env: { TSYNCIO_ONE: '1' } });
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/environment-inherited',
    title: 'without an environment a child has ours, as it is by then',
    needs: children('programs'),
    run: withChildren(async (net) => {
      process.env.TSYNCIO_INHERITED = 'yes';
      try {
        await told(net, 'sh', ['sh', '-c', 'echo $TSYNCIO_INHERITED']);
      } finally {
        delete process.env.TSYNCIO_INHERITED;
      }
    }),
  },
  {
    name: 'subprocess/path-of-the-environment',
    title: 'a program is looked for on the PATH of the environment that is given',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const folder = net.folder();
      folder.file('tool', SCRIPT, 0o755);
      folder.file('other', SCRIPT, 0o644);
      await told(net, 'found', ['tool'], { env: { PATH: `/nowhere:${folder.path}` } });
      await net.refusal('not there', () => net.exec('never', ['tool'], { env: { PATH: '/nowhere' } }));
      await net.refusal('not executable', () => net.exec('never', ['other'], { env: { PATH: `${folder.path}:/nowhere` } }));
      await net.refusal('ours', () => net.exec('never', ['tool']));
    }),
  },
  {
    name: 'subprocess/folder',
    title: 'a child starts in the folder that is given, from where the path of its program is meant',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const folder = net.folder();
      const [protocol] = await net.exec('pwd', ['pwd', '-P'], { cwd: folder.path });
      await protocol.when('lost');
      net.trace('there', protocol.data().toString() === `${folder.path}\n`);
      folder.file('tool', SCRIPT, 0o755);
      await told(net, 'from there', ['./tool'], { cwd: folder.path });
    }),
  },
  {
    name: 'subprocess/name',
    title: 'a child can see itself under another name',
    needs: children('programs'),
    run: withChildren((net) => told(net, 'sh', ['/bin/sh', '-c', 'echo $0'], { argv0: 'another name' })),
  },
  {
    name: 'subprocess/mask',
    title: 'a child can have another umask',
    needs: children('programs'),
    run: withChildren(async (net) => {
      await told(net, 'sh', ['sh', '-c', 'umask'], { umask: 0o027 });
      await told(net, 'sh', ['sh', '-c', 'umask'], { umask: 0 });
    }),
  },
  {
    name: 'subprocess/session',
    title: 'a child can lead a session, or a group, of its own',
    needs: children('programs', 'process table'),
    covers: ['test_subprocess.SubprocessMixin.test_start_new_session'],
    run: withChildren(async (net) => {
      // The program that looks is the shell itself: its builtins open the file.
      const look = 'read pid name state parent group session rest < /proc/self/stat; echo $group $session';
      const kinds = { session: { startNewSession: true }, group: { processGroup: 0 }, neither: {} };
      for (const [name, options] of Object.entries(kinds)) {
        const [protocol, transport] = await net.shell(name, look, options);
        await protocol.when('lost');
        const [group, session] = protocol.data().toString().split(' ').map(Number);
        net.trace(name, transport.getReturncode(), group === transport.getPid(), session === transport.getPid());
      }
    }),
  },
  {
    name: 'subprocess/session-is-reaped',
    title: 'a child that leads a session of its own is killed and reaped as any other',
    needs: children('programs'),
    covers: ['test_events.SubprocessTestsMixin.test_subprocess_wait_no_same_group'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('sleep', ['sleep', '60'], { startNewSession: true });
      transport.kill();
      await protocol.when('lost');
      protocol.tell();
      await told(net, 'exit', ['sh', '-c', 'exit 7'], { startNewSession: true });
    }),
  },
  {
    name: 'subprocess/group-joined',
    title: 'a child can join the group of another',
    needs: children('programs', 'process table'),
    run: withChildren(async (net) => {
      const [, leader] = await net.exec('leader', ['cat'], { processGroup: 0 });
      const look = 'read pid name state parent group rest < /proc/self/stat; echo $group';
      const [protocol] = await net.shell('member', look, { processGroup: leader.getPid() });
      await protocol.when('lost');
      net.trace('same group', Number(protocol.data().toString()) === leader.getPid());
    }),
  },
  {
    name: 'subprocess/signals-of-the-child',
    title: 'no signal is blocked in a child, and SIGPIPE ends it as usual',
    needs: children('programs', 'process table'),
    run: withChildren(async (net) => {
      await told(net, 'grep', ['grep', '-E', '^SigBlk', '/proc/self/status']);
      const [protocol] = await net.shell('pipe', 'trap - PIPE; kill -PIPE $$; echo survived');
      await protocol.when('lost');
      protocol.tell();
    }),
  },
];
