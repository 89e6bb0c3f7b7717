import type { Case } from '../../case.ts';
import { children, LEAVES_CAT, stdinOf, WAITS, withChildren } from './open-children.ts';

export const endingChildren: readonly Case[] = [
  {
    name: 'subprocess/grandchild-keeps-the-pipes',
    title: 'a grandchild that keeps the pipes delays connectionLost: its output is told, and it gets what is written',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.shell('shell', LEAVES_CAT);
      await protocol.when('exited');
      await net.pass(20);
      net.trace('exited', transport.getReturncode(), Object.fromEntries(protocol.ends), protocol.count('lost'));
      stdinOf(transport).write('to the grandchild');
      await protocol.whenBytes(17);
      net.trace('output', protocol.data(), protocol.count('lost'));
      stdinOf(transport).close();
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/closed-with-a-grandchild',
    title: 'close does not wait for a grandchild that keeps the pipes',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.shell('shell', LEAVES_CAT);
      await protocol.when('exited');
      net.trace('exited', transport.getReturncode(), protocol.count('lost'));
      transport.close();
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/close',
    title: 'close kills a child whatever it ignores, tells nothing before a later turn, and does so once',
    needs: children('programs'),
    covers: ['test_subprocess.SubprocessMixin.test_close_kill_running'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.shell('shell', `trap "" TERM HUP INT; echo ready; ${WAITS}`);
      await protocol.whenBytes(6);
      net.trace('open', transport.isClosing());
      transport.close();
      const heard = protocol.heard.length;
      net.trace('closing', transport.isClosing(), transport.getReturncode());
      transport.close();
      net.trace('told later', protocol.heard.length === heard);
      await protocol.when('lost');
      transport.close();
      await net.pass();
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/close-when-made',
    title: 'a child that is closed in connectionMade is killed',
    needs: children(),
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('cat', ['cat'], {}, { made: (made) => made.close() });
      await protocol.when('lost');
      net.trace('closing', transport.isClosing());
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/kill-when-made',
    title: 'a child can be killed in connectionMade',
    needs: children(),
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('cat', ['cat'], {}, { made: (made) => made.kill() });
      await protocol.when('lost');
      net.trace('closing', transport.isClosing());
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/close-when-data-comes',
    title: 'a child that is closed in pipeDataReceived is killed',
    needs: children(),
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('cat', ['cat'], {}, { data: () => transport.close() });
      stdinOf(transport).write('hello');
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/close-when-it-exits',
    title: 'close after the exit kills nobody: the return code stays',
    needs: children(),
    covers: ['test_subprocess.SubprocessMixin.test_close_dont_kill_finished'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('cat', ['cat'], {}, { exited: () => transport.close() });
      stdinOf(transport).close();
      await protocol.when('lost');
      net.trace('closing', transport.isClosing());
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/close-after-the-end',
    title: 'a transport whose child is gone is closing only once it was closed, and keeps its return code',
    needs: children('programs'),
    covers: ['test_events.SubprocessTestsMixin.test_subprocess_close_after_finish'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.shell('shell', 'exit 7', { stdin: null, stdout: null, stderr: null });
      await protocol.when('lost');
      net.trace('lost', transport.isClosing(), transport.getReturncode(), transport.getPid() > 1);
      for (let i = 0; i < 2; i++) net.attempt('close', () => transport.close());
      await net.pass();
      net.trace('closed', transport.isClosing(), transport.getReturncode());
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/close-a-zombie',
    title: 'close does not kill a child that has ended, also when nobody was told yet',
    needs: children('programs', 'process table'),
    covers: ['test_subprocess.SubprocessMixin.test_close_dont_kill_finished'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.shell('shell', 'read line; exit 5');
      stdinOf(transport).write('go\n');
      net.waitForZombie(transport.getPid());
      transport.close();
      await protocol.when('lost');
      net.trace('not killed', transport.getReturncode() !== -9);
    }),
  },
  {
    name: 'subprocess/no-zombie',
    title: 'a child that was closed or killed leaves no zombie',
    needs: children('process table'),
    run: withChildren(async (net) => {
      for (const name of ['close', 'kill'] as const) {
        const [protocol, transport] = await net.exec(name, ['cat']);
        transport[name]();
        await protocol.when('lost');
        const zombie = net.isZombie(transport.getPid());
        if (zombie === null) net.trace('gone');
        else net.trace('left', zombie);
      }
    }),
  },
];
