import { constants } from 'node:os';
import { DEVNULL, STDOUT, sleep } from '@tsyncio/core';
import { cat } from '../simulate-children.ts';
import { compareChildren } from './compare-children.ts';

compareChildren('a child', {
  'that echoes until its input ends': {
    script: 'exec cat',
    program: cat,
    act: async (child) => {
      child.stdin.write('hello');
      await child.wrote('hello');
      child.stdin.write(' again');
      child.stdin.writeEof();
    },
  },
  'that talks on both pipes and fails': {
    script: 'printf out; printf err >&2; exit 7',
    program: function* ({ stdout, stderr }) {
      yield* stdout.write('out');
      yield* stderr.write('err');
      return 7;
    },
    act: ({ stdin }) => stdin.close(),
  },
  'that sends its errors where its output goes': {
    script: 'printf 1; printf 2 >&2; printf 3',
    program: function* ({ stdout, stderr }) {
      yield* stdout.write('1');
      yield* stderr.write('2');
      yield* stdout.write('3');
    },
    options: { stdin: DEVNULL, stderr: STDOUT },
  },
  'without pipes': {
    script: 'cat; exit 3',
    program: function* ({ stdin }) {
      yield* stdin.readAll();
      return 3;
    },
    options: { stdin: DEVNULL, stdout: DEVNULL, stderr: DEVNULL },
  },
  'that closes its output and goes on': {
    script: 'exec >&- 2>&-; read line; exit 4',
    program: function* ({ stdin, stdout, stderr }) {
      stdout.close();
      stderr.close();
      yield* stdin.readLine();
      return 4;
    },
    act: async (child) => {
      while (child.notes.events.filter((event) => event.startsWith('lost')).length < 2) await sleep(1);
      const before = child.transport.getReturncode();
      child.stdin.write('go\n');
      return before;
    },
  },
  'whose output goes on in a grandchild': {
    script: '(sleep 0.1; printf late) & printf early',
    program: function* (self) {
      self.spawn('/bin/late');
      yield* self.stdout.write('early');
    },
    prepare: (kernel) =>
      kernel.program('/bin/late', function* (self) {
        yield* self.sleep(100);
        yield* self.stdout.write('late');
      }),
    act: async (child) => {
      child.stdin.close();
      while (child.transport.getReturncode() === null) await sleep(1);
      const atExit = child.notes.text();
      await child.wrote('late');
      return atExit;
    },
  },
  'that writes what nobody reads any more': {
    script: 'read line; printf more; printf again; exit 5',
    program: function* ({ stdin, stdout }) {
      yield* stdin.readLine();
      yield* stdout.write('more');
      yield* stdout.write('again');
      return 5;
    },
    act: async (child) => {
      child.transport.getPipeTransport(1)?.close();
      while (!child.notes.events.includes('lost 1 null')) await sleep(1);
      child.stdin.write('go\n');
    },
  },
  'that dies in the middle of a line': {
    script: 'printf half; kill -ABRT $$',
    program: function* (self) {
      yield* self.stdout.write('half');
      self.kill(self.pid, 'SIGABRT');
      yield* self.sleep(1000);
    },
    act: ({ stdin }) => stdin.close(),
  },
  'that is closed': {
    script: 'printf ready; read line',
    program: function* ({ stdin, stdout }) {
      yield* stdout.write('ready');
      yield* stdin.readLine();
    },
    act: async (child) => {
      await child.wrote('ready');
      child.transport.close();
      return child.transport.isClosing();
    },
  },
  'that sees its environment and its folder': {
    script: 'echo "$A $PWD $0"; umask',
    program: function* ({ env, cwd, argv, umask, stdout }) {
      yield* stdout.write(`${env.A} ${cwd} ${argv[0]}\n${`${(umask ?? 0).toString(8)}`.padStart(4, '0')}\n`);
    },
    options: { stdin: DEVNULL, env: { A: 'a value', PATH: '/bin' }, cwd: '/dev/..', argv0: '/bin/sh', umask: 0o37 },
  },
});

compareChildren('a signal', {
  'that nobody handles ends the child': {
    script: 'printf ready; read line',
    program: function* ({ stdin, stdout }) {
      yield* stdout.write('ready');
      yield* stdin.readLine();
    },
    act: async (child) => {
      await child.wrote('ready');
      child.transport.sendSignal('SIGHUP');
    },
  },
  'that the child handles': {
    script: 'trap "printf caught; exit 9" TERM; printf ready; while :; do read line; done',
    program: function* (self) {
      self.onSignal('SIGTERM', function* () {
        yield* self.stdout.write('caught');
        self.exit(9);
      });
      yield* self.stdout.write('ready');
      for (;;) yield* self.stdin.readLine();
    },
    act: async (child) => {
      await child.wrote('ready');
      child.transport.terminate();
    },
  },
  'that the child ignores, and one that it cannot': {
    script: 'trap "" TERM; printf ready; read line; read line',
    program: function* (self) {
      self.onSignal('SIGTERM', 'ignore');
      yield* self.stdout.write('ready');
      yield* self.stdin.readLine();
      yield* self.stdin.readLine();
    },
    act: async (child) => {
      await child.wrote('ready');
      child.transport.terminate();
      child.stdin.write('one line\n');
      child.transport.kill();
    },
  },
  'that stops the child, and one that lets it go on': {
    script: 'printf ready; read line; printf on',
    program: function* ({ stdin, stdout }) {
      yield* stdout.write('ready');
      yield* stdin.readLine();
      yield* stdout.write('on');
    },
    act: async (child) => {
      await child.wrote('ready');
      child.transport.sendSignal('SIGSTOP');
      child.stdin.write('go\n');
      await sleep(50);
      const stopped = child.notes.text();
      child.transport.sendSignal('SIGCONT');
      return stopped;
    },
  },
  'after everything': {
    script: 'exit 0',
    program: () => 0,
    act: async (child) => {
      await child.trace();
      try {
        child.transport.sendSignal(constants.signals.SIGTERM);
      } catch (error) {
        return [(error as { code: string }).code, child.transport.isClosing()];
      }
      return 'not refused';
    },
  },
});
