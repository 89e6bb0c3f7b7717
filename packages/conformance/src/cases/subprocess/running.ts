import type { Case } from '../../case.ts';
import type { ChildRecorder } from './child-recorder.ts';
import { children, outputOf, stdinOf, withChildren } from './open-children.ts';

export const runningChildren: readonly Case[] = [
  {
    name: 'subprocess/exec',
    title: 'a program gets what is written to its stdin, and what it writes is told; close kills it',
    needs: children(),
    covers: ['test_events.SubprocessTestsMixin.test_subprocess_exec', 'test_subprocess.SubprocessMixin.test_stdin_stdout'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('cat', ['cat']);
      net.trace('made', protocol.count('made'), transport.getProtocol() === protocol, transport.isClosing());
      stdinOf(transport).write('Python The Winner');
      await protocol.whenBytes(17);
      net.trace('echo', protocol.data());
      transport.close();
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/interactive',
    title: 'question after question is answered through the pipes',
    needs: children(),
    covers: ['test_events.SubprocessTestsMixin.test_subprocess_interactive'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('cat', ['cat']);
      for (const text of ['Python ', 'The Winner', '!']) {
        const before = protocol.data().length;
        stdinOf(transport).write(text);
        await protocol.whenBytes(before + text.length);
        net.trace('echo', protocol.data());
      }
      stdinOf(transport).close();
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/shell',
    title: 'a command of the shell is run; its output and the end of all pipes are told',
    needs: children('programs'),
    covers: ['test_events.SubprocessTestsMixin.test_subprocess_shell', 'test_subprocess.SubprocessMixin.test_shell'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.shell('shell', 'echo Python');
      stdinOf(transport).close();
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/shell-syntax',
    title: 'a command of the shell may have all its syntax',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const [protocol] = await net.shell('shell', 'a=1; for i in x y; do echo "$i$a" | tr xy ab; done; exit 4');
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/arguments',
    title: 'arguments arrive as they are, whatever is in them',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const script = 'for i in "$@"; do echo "<$i>"; done';
      const [protocol] = await net.exec('sh', ['sh', '-c', script, 'name', '', 'two words', '$HOME', "'quoted'", 'new\nline', 'é']);
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/path',
    title: 'a program is found by its name on the PATH, or at its path',
    needs: children('programs'),
    covers: ['test_subprocess.SubprocessMixin.test_create_subprocess_exec_with_path'],
    run: withChildren(async (net) => {
      for (const program of ['sh', '/bin/sh']) {
        const [protocol] = await net.exec(program, [program, '-c', 'echo $0']);
        await protocol.when('lost');
        protocol.tell();
      }
    }),
  },
  {
    name: 'subprocess/exit-code',
    title: 'the return code is what it exited with; without pipes there are no transports of pipes',
    needs: children('programs'),
    covers: ['test_events.SubprocessTestsMixin.test_subprocess_exitcode'],
    run: withChildren(async (net) => {
      for (const code of [0, 1, 7, 255]) {
        const [protocol, transport] = await net.shell(`exit ${code}`, `exit ${code}`, { stdin: null, stdout: null, stderr: null });
        net.trace(
          'pipes',
          [0, 1, 2].map((fd) => transport.getPipeTransport(fd)),
        );
        await protocol.when('lost');
        protocol.tell();
      }
    }),
  },
  {
    name: 'subprocess/pipes',
    title: 'stdin is a write transport, stdout and stderr are read transports of their own; other descriptors have none',
    needs: children(),
    run: withChildren(async (net) => {
      const [, transport] = await net.exec('cat', ['cat']);
      const [stdin, stdout, stderr] = [stdinOf(transport), outputOf(transport), outputOf(transport, 2)];
      net.trace('stdin', stdin.canWriteEof(), stdin.getWriteBufferSize(), stdin.isClosing());
      net.trace('stdout', stdout.isReading(), stdout.isClosing());
      net.trace('stderr', stderr.isReading(), stderr === stdout);
      net.trace('others', transport.getPipeTransport(3), transport.getPipeTransport(-1));
      const extra = transport.getExtraInfo('subprocess') as { readonly pid: number };
      net.trace('extra', extra.pid === transport.getPid(), transport.getExtraInfo('nothing'));
      net.trace('pid', transport.getPid() > 1);
    }),
  },
  {
    name: 'subprocess/made-first',
    title: 'connectionMade comes first, before the caller has the transport, however early the child wrote and ended',
    needs: children('programs'),
    run: withChildren(async (net) => {
      for (const command of ['exit 3', 'echo early; echo error >&2; exit 3', 'exec >&- 2>&- <&-; exit 3']) {
        const [protocol, transport] = await net.shell('child', command);
        net.trace('made', protocol.count('made'), protocol.transport === transport);
        await protocol.when('lost');
        protocol.tell();
      }
    }),
  },
  {
    name: 'subprocess/exit-told',
    title: 'the return code is null until the exit is told, and known then; the transport is not closing by that',
    needs: children(),
    covers: ['test_subprocess.SubprocessTransportTests.test_proc_exited'],
    run: withChildren(async (net) => {
      const codes: (number | null)[] = [];
      const [protocol, transport] = await net.exec('cat', ['cat'], {}, { exited: () => void codes.push(transport.getReturncode()) });
      net.trace('running', transport.getReturncode());
      stdinOf(transport).writeEof();
      await protocol.when('exited');
      await protocol.when('lost');
      net.trace('when told', codes, transport.isClosing());
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/without-input',
    title: 'stdin that is closed at once is an end without data for the child',
    needs: children(),
    covers: ['test_subprocess.SubprocessMixin.test_empty_input'],
    run: withChildren(async (net) => {
      const ends = { close: 'close', write_eof: 'writeEof', abort: 'abort' } as const;
      for (const [name, method] of Object.entries(ends)) {
        const [protocol, transport] = await net.exec(name, ['cat']);
        stdinOf(transport)[method]();
        await protocol.when('lost');
        protocol.tell();
      }
    }),
  },
  {
    name: 'subprocess/both-outputs',
    title: 'stdout and stderr are told apart',
    needs: children('programs'),
    covers: ['test_events.SubprocessTestsMixin.test_subprocess_stderr', 'test_subprocess.SubprocessMixin.test_subprocess_protocol_events'],
    run: withChildren(async (net) => {
      const [protocol] = await net.shell('shell', 'echo to stdout; echo to stderr >&2');
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/much-output',
    title: 'much output is told whole before the pipes end',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const [protocol] = await net.shell('shell', 'head -c 1000000 /dev/zero; head -c 500000 /dev/zero >&2; exit 2');
      await protocol.when('lost');
      protocol.tell({ numbers: true });
    }),
  },
  {
    name: 'subprocess/ends-in-a-line',
    title: 'what a child wrote before it was killed is told, also half a line',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const [protocol] = await net.shell('shell', 'echo whole; printf half; kill -9 $$');
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/twenty-at-once',
    title: 'twenty children at once each have their own input, output and return code',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const run = async (number: number): Promise<ChildRecorder> => {
        const [protocol, transport] = await net.shell(`child ${number}`, `read line; echo $line ${number}; exit ${number}`);
        stdinOf(transport).write('hello\n');
        await protocol.when('lost');
        return protocol;
      };
      const all = await Promise.all(Array.from({ length: 20 }, (_, number) => run(number)));
      for (const protocol of all) protocol.tell();
    }),
  },
  {
    name: 'subprocess/another-protocol',
    title: 'another protocol is told what happens from then on',
    needs: children(),
    run: withChildren(async (net) => {
      const [first, transport] = await net.exec('first', ['cat']);
      const second = net.recorder('second');
      stdinOf(transport).write('one');
      await first.whenBytes(3);
      transport.setProtocol(second);
      net.trace('protocol', transport.getProtocol() === second);
      stdinOf(transport).write('two');
      await second.whenBytes(3);
      stdinOf(transport).close();
      await second.when('lost');
      net.trace('first', first.count('made'), first.data(), first.count('lost'));
      net.trace('second', second.data(), second.count('exited'), second.count('lost'));
      net.trace('code', transport.getReturncode());
    }),
  },
  {
    name: 'subprocess/without-methods',
    title: 'a protocol that has no method of its own takes everything',
    needs: children(),
    run: withChildren(async (net) => {
      const [transport] = await net.loop.subprocessExec(() => ({}), ['cat']);
      stdinOf(transport).write('to nobody');
      stdinOf(transport).close();
      while (transport.getReturncode() === null) await net.pass(1);
      await net.pass(20);
      net.trace('code', transport.getReturncode());
    }),
  },
  {
    name: 'subprocess/text',
    title: 'the text of a transport tells its pid, its pipes, and whether its child runs or what it ended with',
    needs: children(),
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('cat', ['cat']);
      const has = (...parts: readonly string[]): readonly boolean[] => parts.map((part) => String(transport).includes(part));
      net.trace('running', has(`pid=${transport.getPid()}`, 'running', 'stdin=', 'stdout=', 'stderr=', 'returncode='));
      stdinOf(transport).close();
      await protocol.when('lost');
      net.trace('ended', has(`pid=${transport.getPid()}`, 'running', 'returncode=0'));
    }),
  },
  {
    name: 'subprocess/many-wait',
    title: 'all who wait for a child learn of its end, and find the same return code',
    needs: children(),
    covers: ['test_subprocess.SubprocessMixin.test_subprocess_concurrent_wait'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('cat', ['cat']);
      const wait = async (): Promise<number | null> => {
        await protocol.when('exited');
        return transport.getReturncode();
      };
      const waiting = Array.from({ length: 5 }, () => net.loop.createTask(wait));
      await net.pass(2);
      transport.terminate();
      net.trace('codes', await Promise.all(waiting));
      net.trace('late', await wait());
      await protocol.when('lost');
      protocol.tell();
    }),
  },
];
