import type { Stdio } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type AnyOptions, children, pipesOf, stdinOf, withChildren } from './open-children.ts';

export const childStdio: readonly Case[] = [
  {
    name: 'subprocess/each-of-three',
    title: 'each of the three streams can be a pipe, the null device, or ours',
    needs: children('programs'),
    covers: [
      'test_subprocess.SubprocessMixin.test_devnull_input',
      'test_subprocess.SubprocessMixin.test_devnull_output',
      'test_subprocess.SubprocessMixin.test_devnull_error',
    ],
    run: withChildren(async (net) => {
      const kinds: Readonly<Record<string, Stdio>> = { pipe: net.core.PIPE, null: net.core.DEVNULL, inherited: null };
      for (const name of ['stdin', 'stdout', 'stderr']) {
        for (const [kind, stdio] of Object.entries(kinds)) {
          const nowhere: Stdio = net.core.DEVNULL;
          const options: AnyOptions = { stdin: nowhere, stdout: nowhere, stderr: nowhere, [name]: stdio };
          const [protocol, transport] = await net.shell(`${name} ${kind}`, 'exit 3', options);
          net.trace(`${name} ${kind}`, pipesOf(transport));
          await protocol.when('lost');
          protocol.tell();
        }
      }
    }),
  },
  {
    name: 'subprocess/stderr-to-stdout',
    title: 'STDOUT for stderr is one stream in order, and no pipe of its own',
    needs: children('programs'),
    covers: ['test_events.SubprocessTestsMixin.test_subprocess_stderr_redirect_to_stdout'],
    run: withChildren(async (net) => {
      const command = 'echo one; echo two >&2; echo three; echo four >&2';
      const [protocol, transport] = await net.shell('shell', command, { stderr: net.core.STDOUT });
      net.trace('pipes', pipesOf(transport));
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/stderr-to-other-stdout',
    title: 'STDOUT for stderr is wherever stdout goes',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const [reader, writer] = net.pipe();
      const outputs: Readonly<Record<string, Stdio>> = { null: net.core.DEVNULL, descriptor: writer.fd };
      for (const [name, stdout] of Object.entries(outputs)) {
        const [protocol, transport] = await net.shell(name, 'echo out; echo error >&2', { stdout, stderr: net.core.STDOUT });
        net.trace('pipes', pipesOf(transport));
        await protocol.when('lost');
        protocol.tell();
      }
      writer.close();
      net.trace('read', await net.drain(reader));
    }),
  },
  {
    name: 'subprocess/null-device',
    title: 'from the null device nothing is read, and what is written to it goes nowhere',
    needs: children('programs'),
    covers: [
      'test_subprocess.SubprocessMixin.test_devnull_input',
      'test_subprocess.SubprocessMixin.test_devnull_output',
      'test_subprocess.SubprocessMixin.test_devnull_error',
    ],
    run: withChildren(async (net) => {
      const both = 'echo out; echo error >&2';
      const kinds = [
        ['stdin', 'cat; echo end', { stdin: net.core.DEVNULL }],
        ['stdout', both, { stdout: net.core.DEVNULL }],
        ['stderr', both, { stderr: net.core.DEVNULL }],
      ] as const;
      for (const [name, command, options] of kinds) {
        const [protocol] = await net.shell(name, command, options);
        await protocol.when('lost');
        protocol.tell();
      }
    }),
  },
  {
    name: 'subprocess/descriptors',
    title: 'open descriptors can be the streams, also one for two; they stay with the caller',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const [source, feed] = net.pipe();
      const [reader, writer] = net.pipe();
      feed.write('from a pipe\n');
      feed.close();
      const stdio = { stdin: source.fd, stdout: writer.fd, stderr: writer.fd };
      const [protocol, transport] = await net.shell('shell', 'cat; echo error >&2', stdio);
      net.trace('pipes', pipesOf(transport));
      await protocol.when('lost');
      protocol.tell();
      net.trace('still ours', writer.write('more'));
      writer.close();
      net.trace('read', await net.drain(reader));
    }),
  },
  {
    name: 'subprocess/file-for-stdin',
    title: 'a file can be stdin, and stays with the caller',
    needs: children('programs', 'files'),
    run: withChildren(async (net) => {
      const { file } = await net.open('one\ntwo\nthree\n');
      const [protocol] = await net.exec('sort', ['sort'], { stdin: file });
      await protocol.when('lost');
      protocol.tell();
      net.trace('still ours', typeof file === 'object' && file.fd > 2);
    }),
  },
  {
    name: 'subprocess/pipes-not-shared',
    title: 'a child does not have the pipes of another: it ends when its own stdin does',
    needs: children(),
    covers: ['test_subprocess.SubprocessMixin.test_stdin_not_inheritable'],
    run: withChildren(async (net) => {
      const [first, transport] = await net.exec('first', ['cat']);
      const [second, other] = await net.exec('second', ['cat']);
      stdinOf(transport).write('to the first');
      stdinOf(transport).close();
      await first.when('lost');
      first.tell();
      net.trace('second', other.getReturncode(), second.count('exited'));
      stdinOf(other).close();
      await second.when('lost');
      second.tell();
    }),
  },
  {
    name: 'subprocess/other-descriptors',
    title: 'a further descriptor is closed in the child, unless it is passed: then it has the same number',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const [reader, writer] = net.pipe();
      const look = `test -e /dev/fd/${writer.fd} && echo open || echo closed`;
      const [without] = await net.shell('without', look);
      await without.when('lost');
      without.tell();
      const [passed] = await net.shell('passed', `${look}; echo written > /dev/fd/${writer.fd}`, { passFds: [writer.fd] });
      await passed.when('lost');
      passed.tell();
      writer.close();
      net.trace('read', await net.drain(reader));
    }),
  },
  {
    name: 'subprocess/only-three-descriptors',
    title: 'a child has three descriptors and no others',
    needs: children('programs', 'process table'),
    run: withChildren(async (net) => {
      const [protocol] = await net.shell('shell', 'cd /proc/self/fd; for i in *; do test -e $i && echo $i; done; exit 0');
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/closes-its-output',
    title: 'a child that closes its stdout ends that pipe, and runs on',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.shell('shell', 'echo last; exec >&-; read line; exit 6');
      await protocol.when('end 1');
      net.trace('runs', transport.getReturncode(), Object.fromEntries(protocol.ends), protocol.count('exited'));
      stdinOf(transport).write('go\n');
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/closes-its-input',
    title: 'a child that closes its stdin ends that pipe, and runs on; what is written then is dropped',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.shell('shell', 'exec <&-; echo closed; while :; do sleep 0.02; done');
      await protocol.when('end 0');
      await protocol.whenBytes(7);
      net.trace('runs', transport.getReturncode(), Object.fromEntries(protocol.ends));
      const stdin = stdinOf(transport);
      net.trace('stdin', stdin.isClosing());
      net.attempt('write', () => stdin.write('to nobody'));
      transport.kill();
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/we-close-its-output',
    title: 'a child that writes to a stdout that we closed is ended by SIGPIPE',
    needs: children('programs'),
    covers: ['test_events.SubprocessTestsMixin.test_subprocess_close_client_stream'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.shell('shell', 'read line; echo to nobody; echo not reached >&2');
      transport.getPipeTransport(1)?.close();
      await protocol.when('end 1');
      net.trace('runs', transport.getReturncode(), Object.fromEntries(protocol.ends));
      stdinOf(transport).write('go\n');
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/we-close-its-error',
    title: 'a child that ignores SIGPIPE learns by an error that we closed its stderr',
    needs: children('programs'),
    covers: ['test_events.SubprocessTestsMixin.test_subprocess_close_client_stream'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.shell('shell', 'trap "" PIPE; read line; echo x >&2; echo failed $?');
      transport.getPipeTransport(2)?.close();
      await protocol.when('end 2');
      stdinOf(transport).write('go\n');
      await protocol.when('lost');
      protocol.tell();
    }),
  },
];
