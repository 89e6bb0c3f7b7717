import type { SubprocessTransport } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { children, outputOf, stdinOf, WAITS, withChildren } from './open-children.ts';

const MUCH = Buffer.alloc(1_000_000, 'x');
const pauseOutput = (transport: SubprocessTransport): void => outputOf(transport).pauseReading();

export const childFlow: readonly Case[] = [
  {
    name: 'subprocess/input-pauses',
    title: 'a child whose output nobody reads stops reading: its stdin pauses, and resumes once it goes on',
    needs: children(),
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('cat', ['cat']);
      const [stdin, stdout] = [stdinOf(transport), outputOf(transport)];
      stdout.pauseReading();
      stdin.write(MUCH);
      net.trace('paused', protocol.count('pause'), protocol.count('resume'), stdin.getWriteBufferSize() > 0);
      await net.pass(20);
      net.trace('still', protocol.count('resume'), protocol.data(), stdout.isReading());
      stdout.resumeReading();
      await protocol.when('resume');
      await protocol.whenBytes(MUCH.length);
      net.trace('resumed', protocol.count('pause'), protocol.count('resume'), stdin.getWriteBufferSize());
      stdin.writeEof();
      await protocol.when('lost');
      protocol.tell({ numbers: true });
    }),
  },
  {
    name: 'subprocess/input-limits',
    title: 'the water marks of stdin decide when the protocol is paused',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.shell('shell', WAITS);
      const stdin = stdinOf(transport);
      net.trace('limits', stdin.getWriteBufferLimits());
      stdin.setWriteBufferLimits({ high: 10_000_000 });
      stdin.write(MUCH);
      net.trace('below', protocol.count('pause'));
      stdin.setWriteBufferLimits({ high: 1000 });
      net.trace('above', protocol.count('pause'));
      transport.kill();
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/end-behind-the-input',
    title: 'the end of stdin comes behind all that was written, and drops what is written afterwards',
    needs: children(),
    run: withChildren(async (net) => {
      for (const [name, method] of [
        ['write_eof', 'writeEof'],
        ['close', 'close'],
      ] as const) {
        const [protocol, transport] = await net.exec(name, ['cat']);
        const stdin = stdinOf(transport);
        stdin.write(MUCH);
        stdin.writelines(['and ', 'more']);
        stdin[method]();
        stdin.write('dropped');
        await protocol.when('lost');
        net.trace('pauses', protocol.count('pause'));
        protocol.tell({ numbers: true });
      }
    }),
  },
  {
    name: 'subprocess/output-paused',
    title: 'output that is paused is kept over the exit, and told once it is resumed',
    needs: children(),
    covers: ['test_subprocess.SubprocessMixin.test_read_stdout_after_process_exit'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('cat', ['cat'], {}, { made: pauseOutput });
      stdinOf(transport).write('kept');
      stdinOf(transport).close();
      await protocol.when('exited');
      await net.pass(20);
      net.trace('exited', protocol.data(), protocol.ends.has(1), protocol.count('lost'), outputOf(transport).isReading());
      outputOf(transport).resumeReading();
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/one-output-paused',
    title: 'one output is told while the other is paused',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const command = 'read line; echo out; echo error >&2; exit 2';
      const [protocol, transport] = await net.shell('shell', command, {}, { made: pauseOutput });
      stdinOf(transport).write('go\n');
      await protocol.when('end 2');
      await protocol.when('exited');
      net.trace('paused', protocol.data(1), protocol.data(2), protocol.ends.has(1));
      outputOf(transport).resumeReading();
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/closed-while-paused',
    title: 'a child that is closed while its output is paused is killed, and its output is told no more',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const command = 'read line; head -c 1000000 /dev/zero';
      const [protocol, transport] = await net.shell('shell', command, {}, { made: pauseOutput });
      stdinOf(transport).write('go\n');
      await net.pass(20);
      transport.close();
      await protocol.when('lost');
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/killed-with-input-left',
    title: 'a child that dies with input left ends its stdin with a broken pipe; a protocol that is paused is not resumed',
    needs: children(),
    covers: ['test_subprocess.SubprocessMixin.test_stdin_broken_pipe'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('sleep', ['sleep', '60']);
      const stdin = stdinOf(transport);
      stdin.write(MUCH);
      net.trace('buffered', stdin.getWriteBufferSize() > 0, protocol.count('pause'));
      transport.kill();
      await protocol.when('lost');
      net.trace('buffer', stdin.getWriteBufferSize(), protocol.count('resume'));
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/closed-with-input-left',
    title: 'close with input left kills the child, and ends its stdin with a broken pipe',
    needs: children(),
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('sleep', ['sleep', '60']);
      const stdin = stdinOf(transport);
      stdin.write(MUCH);
      transport.close();
      await protocol.when('lost');
      net.trace('closing', stdin.isClosing(), outputOf(transport).isClosing());
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/input-aborted',
    title: 'abort of stdin drops what is buffered, and the child runs on to its end',
    needs: children('programs'),
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.shell('shell', 'read line; cat >/dev/null; exit 4');
      const stdin = stdinOf(transport);
      stdin.write(MUCH);
      stdin.abort();
      await protocol.when('lost');
      net.trace('buffer', stdin.getWriteBufferSize());
      protocol.tell();
    }),
  },
  {
    name: 'subprocess/written-after-the-end',
    title: 'what is written to the stdin of a child that is gone is dropped, and nothing is thrown',
    needs: children(),
    covers: ['test_subprocess.SubprocessMixin.test_stdin_broken_pipe'],
    run: withChildren(async (net) => {
      const [protocol, transport] = await net.exec('true', ['true']);
      const stdin = stdinOf(transport);
      await protocol.when('lost');
      for (let i = 0; i < 3; i++) net.attempt('write', () => stdin.write('dropped'));
      net.attempt('eof', () => stdin.writeEof());
      net.attempt('close', () => stdin.close());
      net.trace('size', stdin.getWriteBufferSize(), stdin.isClosing());
      protocol.tell();
    }),
  },
];
