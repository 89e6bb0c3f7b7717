import type { Case } from '../../case.ts';
import { withPipes } from './open-pipes.ts';

const MUCH = Buffer.alloc(1_000_000, 'x');

export const writingPipes: readonly Case[] = [
  {
    name: 'pipes/write',
    title: 'what is written to a pipe is there at once; closing it loses it, and ends the reader',
    needs: ['transports', 'pipes'],
    covers: [
      'test_events.EventLoopTestsMixin.test_write_pipe',
      'test_unix_events.UnixWritePipeTransportTests.test_write',
      'test_unix_events.UnixWritePipeTransportTests.test_write_no_data',
      'test_unix_events.UnixWritePipeTransportTests.test_can_write_eof',
    ],
    run: withPipes(async (net) => {
      const [protocol, transport, reader] = await net.writing('one');
      net.trace('pipe', transport.getExtraInfo('pipe') != null, transport.getProtocol() === protocol, transport.canWriteEof());
      transport.write('first');
      net.trace('read', reader.read(100), transport.getWriteBufferSize());
      transport.write('');
      net.trace('nothing', reader.read(100));
      transport.writelines(['sec', 'ond']);
      net.trace('read', reader.read(100));
      transport.close();
      net.trace('closing', transport.isClosing(), protocol.count('lost'));
      transport.close();
      await protocol.when('lost');
      await net.pass();
      net.trace('the end', reader.read(100));
    }),
  },
  {
    name: 'pipes/write-full',
    title: 'what a full pipe does not take is buffered, pauses, and is sent in order',
    needs: ['transports', 'pipes'],
    covers: [
      'test_unix_events.UnixWritePipeTransportTests.test_write_partial',
      'test_unix_events.UnixWritePipeTransportTests.test_write_again',
      'test_unix_events.UnixWritePipeTransportTests.test__write_ready',
    ],
    run: withPipes(async (net) => {
      const [, transport, reader] = await net.writing('one');
      transport.write(MUCH);
      const size = transport.getWriteBufferSize();
      net.trace('buffered', size > 0, size < MUCH.length);
      transport.write('more');
      net.trace('then all', transport.getWriteBufferSize() - size);
      transport.writelines([' and', ' more']);
      const received = await net.drain(reader, MUCH.length + 13);
      net.trace('in order', received.equals(Buffer.concat([MUCH, Buffer.from('more and more')])), transport.getWriteBufferSize());
      await net.pass();
    }),
  },
  {
    name: 'pipes/write-limits',
    title: 'the water marks of a pipe: what they are, and a pause when the high one is set below the buffer',
    needs: ['transports', 'pipes'],
    run: withPipes(async (net) => {
      const [protocol, transport, reader] = await net.writing('one');
      net.trace('first', transport.getWriteBufferLimits());
      transport.setWriteBufferLimits({ high: 10_000_000 });
      transport.write(MUCH);
      net.trace('written', protocol.count('pause'));
      transport.setWriteBufferLimits({ high: 1000 });
      net.attempt('refused', () => transport.setWriteBufferLimits({ high: 1, low: 2 }));
      await net.drain(reader, MUCH.length);
      await net.pass();
      net.trace('then', transport.getWriteBufferLimits());
    }),
  },
  {
    name: 'pipes/write-eof',
    title: 'writeEof closes a pipe, behind what is buffered; what is written then is dropped',
    needs: ['transports', 'pipes'],
    covers: [
      'test_unix_events.UnixWritePipeTransportTests.test_write_eof',
      'test_unix_events.UnixWritePipeTransportTests.test_write_eof_pending',
      'test_unix_events.UnixWritePipeTransportTests.test_close',
      'test_unix_events.UnixWritePipeTransportTests.test__write_ready_closing',
    ],
    run: withPipes(async (net) => {
      for (const method of ['writeEof', 'close'] as const) {
        for (const much of [false, true]) {
          const [protocol, transport, reader] = await net.writing(`${method}${much ? ' full' : ''}`);
          transport.write(much ? MUCH : 'little');
          transport[method]();
          net.trace('closing', transport.isClosing(), transport.getWriteBufferSize() > 0);
          if (!much) net.attempt('write', () => transport.write('dropped'));
          transport[method]();
          await net.pass();
          net.trace('lost', protocol.count('lost'));
          net.trace('received', (await net.drain(reader)).length);
          await protocol.when('lost');
        }
      }
    }),
  },
  {
    name: 'pipes/write-aborted',
    title: 'abort drops what is buffered, in a later turn',
    needs: ['transports', 'pipes'],
    covers: ['test_unix_events.UnixWritePipeTransportTests.test_abort'],
    run: withPipes(async (net) => {
      for (const closing of [false, true]) {
        const [protocol, transport, reader] = await net.writing(closing ? 'closing' : 'open');
        transport.write(MUCH);
        if (closing) transport.close();
        transport.abort();
        net.trace('aborted', transport.isClosing(), transport.getWriteBufferSize(), protocol.count('lost'));
        await protocol.when('lost');
        await net.pass();
        net.trace('a part came', (await net.drain(reader)).length < MUCH.length);
      }
    }),
  },
  {
    name: 'pipes/reader-leaves',
    title: 'a reader that goes ends the pipe at once; with an error when something was buffered',
    needs: ['transports', 'pipes'],
    covers: ['test_unix_events.UnixWritePipeTransportTests.test__read_ready'],
    run: withPipes(async (net) => {
      for (const data of ['', 'little', MUCH]) {
        const [protocol, transport, reader] = await net.writing(`${data.length} bytes`);
        transport.write(data);
        await net.pass();
        reader.close();
        await protocol.when('lost');
        net.trace('closed', transport.isClosing(), transport.getWriteBufferSize());
      }
    }),
  },
  {
    name: 'pipes/written-to-nobody',
    title: 'what is written to a pipe whose reader is gone is dropped, and nothing is thrown',
    needs: ['transports', 'pipes'],
    covers: ['test_unix_events.UnixWritePipeTransportTests.test_write_close'],
    run: withPipes(async (net) => {
      const [protocol, transport, reader] = await net.writing('one');
      reader.close();
      await protocol.when('lost');
      await net.pass();
      for (let i = 0; i < 3; i++) net.attempt('write', () => transport.write('dropped'));
      net.trace('size', transport.getWriteBufferSize());
      const [early, other, gone] = await net.writing('two');
      gone.close();
      net.attempt('before it is noticed', () => other.write('x'));
      await early.when('lost');
    }),
  },
  {
    name: 'pipes/peer-of-a-socket-leaves',
    title: 'a write pipe on an end of a pair of sockets is lost when the peer closes',
    needs: ['transports', 'pipes'],
    covers: ['test_events.EventLoopTestsMixin.test_write_pipe_disconnect_on_close'],
    run: withPipes(async (net) => {
      const [sock, peer] = net.pair();
      const protocol = net.recorder('one');
      const [transport] = await net.loop.connectWritePipe(() => protocol, sock.detach());
      transport.write('hello');
      net.trace('read', peer.recv(100));
      peer.close();
      await protocol.when('lost');
      net.trace('closed', transport.isClosing());
    }),
  },
  {
    name: 'pipes/no-pipe',
    title: 'what is neither a pipe, a socket nor a character device is refused',
    needs: ['transports', 'pipes', 'files'],
    run: withPipes(async (net) => {
      const { file } = await net.open('content');
      const fd = typeof file === 'number' ? file : file.fd;
      await net.refusal('read', () => net.loop.connectReadPipe(() => net.recorder('never'), fd));
      await net.refusal('write', () => net.loop.connectWritePipe(() => net.recorder('never'), fd));
    }),
  },
];
