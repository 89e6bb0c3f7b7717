import type { ProtocolFactory, SubprocessProtocol } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type ChildStage, children, stdinOf, withChildren } from './open-children.ts';

/** What asks for text, or for buffers, as a transport of bytes cannot have it: by name, as in Python and here. */
const TEXT_OPTIONS = [
  ['universal_newlines', { universalNewlines: true }],
  ['bufsize', { bufsize: 4096 }],
  ['text', { text: true }],
  ['encoding', { encoding: 'utf-8' }],
  ['errors', { errors: 'strict' }],
] as const;

/** For what the types would not let through. */
const as = <T>(value: unknown): T => value as T;
const heard = (net: ChildStage): unknown => net.recorders.map((recorder) => recorder.heard);

export const refusedChildren: readonly Case[] = [
  {
    name: 'subprocess/no-such-program',
    title: 'a program that does not exist is an error before the protocol hears anything',
    needs: children(),
    covers: ['test_subprocess.SubprocessMixin.test_popen_error', 'test_subprocess.SubprocessMixin.test_popen_error_with_stdin_pipe'],
    run: withChildren(async (net) => {
      await net.refusal('name', () => net.exec('never', ['tsyncio-no-such-program']));
      await net.refusal('path', () => net.exec('never', ['/nowhere/program']));
      const inherited = { stdin: null, stdout: null, stderr: null };
      await net.refusal('not piped', () => net.exec('never', ['/nowhere/program'], inherited));
      net.trace('heard', heard(net));
    }),
  },
  {
    name: 'subprocess/not-executable',
    title: 'a file that cannot be run is an error of the system',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const folder = net.folder();
      const file = folder.file('file', '#!/bin/sh\necho never\n', 0o644);
      await net.refusal('file', () => net.exec('never', [file]));
      await net.refusal('folder', () => net.exec('never', [folder.path]));
      await net.refusal('below a file', () => net.exec('never', [`${file}/program`]));
      await net.refusal('no interpreter', () => net.exec('never', [folder.file('script', '#!/nowhere/interpreter\n', 0o755)]));
      await net.refusal('no format', () => net.exec('never', [folder.file('text', 'neither a program nor a script', 0o755)]));
    }),
  },
  {
    name: 'subprocess/no-such-folder',
    title: 'a folder to start in that does not exist, or is none, is an error before the protocol hears anything',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const folder = net.folder();
      const file = folder.file('file', '');
      await net.refusal('missing', () => net.exec('never', ['cat'], { cwd: `${folder.path}/missing` }));
      await net.refusal('file', () => net.exec('never', ['cat'], { cwd: file }));
      await net.refusal('shell', () => net.shell('never', 'true', { cwd: file }));
      net.trace('heard', heard(net));
    }),
  },
  {
    name: 'subprocess/too-much',
    title: 'arguments and environments larger than the system takes are refused with E2BIG',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const much = 'x'.repeat(10_000_000);
      await net.refusal('argument', () => net.exec('never', ['/bin/true', much]));
      await net.refusal('environment', () => net.exec('never', ['/bin/true'], { env: { MUCH: much } }));
    }),
  },
  {
    name: 'subprocess/missing-shell-command',
    title: 'a program that the shell does not find is an error of the shell, 127',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const [protocol] = await net.shell('shell', 'tsyncio-no-such-program 2>/dev/null');
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/options-of-text',
    title: 'options that a transport of bytes cannot have are refused before the protocol hears anything',
    needs: children(),
    covers: [
      'test_events.SubprocessTestsMixin.test_subprocess_exec_invalid_args',
      'test_events.SubprocessTestsMixin.test_subprocess_shell_invalid_args',
      'test_subprocess.SubprocessMixin.test_create_subprocess_exec_text_mode_fails',
      'test_subprocess.SubprocessMixin.test_create_subprocess_shell_text_mode_fails',
    ],
    run: withChildren(async (net) => {
      for (const [name, options] of TEXT_OPTIONS) {
        await net.refusal(`exec ${name}`, () => net.exec('never', ['true'], options));
        await net.refusal(`shell ${name}`, () => net.shell('never', 'true', options));
      }
      await net.refusal('exec shell', () => net.exec('never', ['true'], { shell: true }));
      await net.refusal('shell shell', () => net.shell('never', 'true', { shell: false }));
      net.trace('heard', heard(net));
    }),
  },
  {
    name: 'subprocess/options-of-text-that-say-no',
    title: 'the same options with the values that ask for nothing',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const none = { universalNewlines: false, bufsize: 0 };
      const rest = { shell: false, text: false, encoding: null, errors: null };
      const [protocol] = await net.exec('exec', ['sh', '-c', 'exit 3'], { ...none, ...rest });
      await protocol.when('lost');
      protocol.tell();
      const [other] = await net.shell('shell', 'exit 4', { ...none, shell: true });
      await other.when('lost');
      other.tell();
    }),
  },
  {
    name: 'subprocess/no-commands',
    title: 'a command, a program and arguments that are no text are refused',
    needs: children(),
    covers: ['test_events.SubprocessTestsMixin.test_subprocess_shell_invalid_args'],
    run: withChildren(async (net) => {
      for (const command of [['ls', '-l'], null, 1]) await net.refusal('shell', () => net.shell('never', as<string>(command)));
      for (const program of [null, 1, ['ls']]) await net.refusal('exec', () => net.exec('never', [as<string>(program)]));
      await net.refusal('argument', () => net.exec('never', ['true', as<string>(1)]));
    }),
  },
  {
    name: 'subprocess/nul-characters',
    title: 'text with a NUL character, and names of variables with an equals sign, are refused',
    needs: children(),
    run: withChildren(async (net) => {
      await net.refusal('program', () => net.exec('never', ['tr\0ue']));
      await net.refusal('argument', () => net.exec('never', ['true', 'a\0b']));
      await net.refusal('command', () => net.shell('never', 'true\0'));
      await net.refusal('environment', () => net.exec('never', ['true'], { env: { A: 'a\0b' } }));
      await net.refusal('name', () => net.exec('never', ['true'], { env: { 'A=B': 'c' } }));
      await net.refusal('folder', () => net.exec('never', ['true'], { cwd: '/\0' }));
    }),
  },
  {
    name: 'subprocess/no-stdio',
    title: 'streams that are no open files are refused',
    needs: children(),
    run: withChildren(async (net) => {
      await net.refusal('text', () => net.exec('never', ['true'], as({ stdin: 'a file' })));
      await net.refusal('object', () => net.exec('never', ['true'], as({ stdout: {} })));
      await net.refusal('closed descriptor', () => net.exec('never', ['true'], { stderr: 1_000_000 }));
    }),
  },
  {
    name: 'subprocess/factory-raises',
    title: 'what the factory throws reaches the caller',
    needs: children(),
    run: withChildren(async (net) => {
      const factory: ProtocolFactory<SubprocessProtocol> = () => {
        throw new RangeError('on purpose');
      };
      await net.refusal('exec', () => net.loop.subprocessExec(factory, ['true']));
      await net.refusal('shell', () => net.loop.subprocessShell(factory, 'true'));
    }),
  },
  {
    name: 'subprocess/callbacks-raise',
    title: 'what a protocol throws is reported, and ends nothing',
    needs: children(),
    run: withChildren(async (net) => {
      const fail = (): void => {
        throw new RangeError('on purpose');
      };
      for (const event of ['made', 'data', 'end', 'exited']) {
        const reports: string[] = [];
        net.loop.setExceptionHandler((_loop, { exception }) => void reports.push(net.errorOf(exception)));
        const [protocol, transport] = await net.exec(event, ['cat'], {}, { [event]: fail });
        stdinOf(transport).write('hello');
        await protocol.whenBytes(5);
        stdinOf(transport).close();
        await protocol.when('lost');
        net.trace('reports', reports);
        protocol.tell();
      }
    }),
  },
];
