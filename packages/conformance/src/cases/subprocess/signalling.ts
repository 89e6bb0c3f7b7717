import type { Case } from '../../case.ts';
import { children, LEAVES_CAT, stdinOf, WAITS, withChildren } from './open-children.ts';

/** For what the types would not let through. */
const as = <T>(value: unknown): T => value as T;

export const signalledChildren: readonly Case[] = [
  {
    name: 'subprocess/kill',
    title: 'kill ends the child with SIGKILL',
    needs: children(),
    covers: ['test_events.SubprocessTestsMixin.test_subprocess_kill', 'test_subprocess.SubprocessMixin.test_kill'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('cat', ['cat']);
      net.attempt('kill', () => transport.kill());
      net.trace('then', transport.getReturncode(), transport.isClosing());
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/terminate',
    title: 'terminate ends the child with SIGTERM',
    needs: children(),
    covers: ['test_events.SubprocessTestsMixin.test_subprocess_terminate', 'test_subprocess.SubprocessMixin.test_terminate'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('cat', ['cat']);
      net.attempt('terminate', () => transport.terminate());
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/send-signal',
    title: 'sendSignal sends any signal; the return code is its negated number when it ends the child',
    needs: children(),
    covers: ['test_events.SubprocessTestsMixin.test_subprocess_send_signal', 'test_subprocess.SubprocessMixin.test_send_signal'],
    run: withChildren(async (net) => {
      const signals = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGALRM: 14, SIGTERM: 15 } as const;
      for (const [name, number] of Object.entries(signals)) {
        const [protocol, transport] = await net.exec(`signal ${number}`, ['cat']);
        net.attempt('send', () => transport.sendSignal(name as NodeJS.Signals));
        await protocol.when('lost');
        protocol.tell();
      }
    }),
  },
  {
    name: 'subprocess/handled-signal',
    title: 'a child that handles a signal exits as it likes',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.shell('shell', `trap "echo trapped; exit 5" TERM; echo ready; ${WAITS}`);
      await protocol.whenBytes(6);
      transport.terminate();
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/ignored-signal',
    title: 'a child that ignores SIGTERM lives on until it is killed',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.shell('shell', `trap "" TERM; echo ready; read line; echo alive; ${WAITS}`);
      await protocol.whenBytes(6);
      for (let i = 0; i < 3; i++) transport.terminate();
      stdinOf(transport).write('go\n');
      await protocol.whenBytes(12);
      net.trace('runs', transport.getReturncode());
      transport.kill();
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/killed-shell',
    title: 'a shell that is killed while a program of its own runs is told so, once that has let go of the pipes',
    needs: children('programs'),
    covers: ['test_subprocess.SubprocessMixin.test_kill_issue43884'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.shell('shell', 'echo ready; sleep 0.1; sleep 60');
      await protocol.whenBytes(6);
      transport.kill();
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/several-signals',
    title: 'a child that is stopped has not ended, goes on when it is continued, and can be killed while it is stopped',
    needs: children(),
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('cat', ['cat']);
      transport.sendSignal('SIGSTOP');
      stdinOf(transport).write('while it is stopped');
      await net.pass(20);
      net.trace('stopped', protocol.data(), transport.getReturncode());
      transport.sendSignal('SIGCONT');
      await protocol.whenBytes(19);
      net.trace('continued', protocol.data());
      transport.sendSignal('SIGSTOP');
      transport.kill();
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/no-such-signal',
    title: 'what is no signal is refused, and the child lives on',
    needs: children(),
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('cat', ['cat']);
      net.attempt('text', () => transport.sendSignal(as<number>('a signal')));
      net.attempt('none', () => transport.sendSignal(as<number>(null)));
      stdinOf(transport).close();
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/signals-after-the-exit',
    title: 'signals to a child that has ended do nothing until connectionLost; afterwards there is no such process',
    needs: children('programs'),
    covers: ['test_subprocess.SubprocessTransportTests.test_proc_exited'],
    run: withChildren(async (net) => {
      const exited = (): void => {
        const ended = net.recorders[0]?.transport;
        net.attempt('kill when it exits', () => ended?.kill());
        net.attempt('terminate when it exits', () => ended?.terminate());
        net.attempt('send when it exits', () => ended?.sendSignal('SIGHUP'));
      };
      // It leaves a process behind that keeps the pipes, so that it exits before it is lost.
      const [protocol, transport] = await net.shell('shell', LEAVES_CAT, {}, { exited });
      await protocol.when('exited');
      stdinOf(transport).close();
      await protocol.when('lost');
      await net.pass();
      net.attempt('kill', () => transport.kill());
      net.attempt('terminate', () => transport.terminate());
      net.attempt('send', () => transport.sendSignal('SIGHUP'));
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/signal-to-a-zombie',
    title: 'signals to a child that has ended, which nobody was told yet, do nothing; its return code stays its own',
    needs: children('programs', 'process table'),
    covers: ['test_subprocess.SubprocessMixin.test_subprocess_send_signal_race'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.shell('shell', 'read line; exit 3');
      stdinOf(transport).write('go\n');
      net.waitForZombie(transport.getPid());
      net.trace('not told', transport.getReturncode());
      for (let i = 0; i < 3; i++) net.attempt('kill', () => transport.kill());
      await protocol.when('lost');
      protocol.tell();
    }),
  },
];
