import type { Case } from '../../case.ts';
import { withPipes } from './open-pipes.ts';

export const readingPipes: readonly Case[] = [
  {
    name: 'pipes/read',
    title: 'a read pipe is made, tells data and the end, and is lost',
    needs: ['transports', 'pipes'],
    covers: [
      'test_events.EventLoopTestsMixin.test_read_pipe',
      'test_unix_events.UnixReadPipeTransportTests.test__read_ready',
      'test_unix_events.UnixReadPipeTransportTests.test__read_ready_eof',
    ],
    run: withPipes(async (net) => {
      const [protocol, transport, writer] = await net.reading('one');
      net.trace('pipe', transport.getExtraInfo('pipe') != null, transport.getExtraInfo('nothing'), transport.isReading());
      net.trace('protocol', transport.getProtocol() === protocol);
      writer.write('first');
      await protocol.when('data');
      writer.write('second');
      await protocol.when('data', 2);
      writer.close();
      await protocol.when('lost');
      net.trace('closed', transport.isClosing(), transport.isReading());
    }),
  },
  {
    name: 'pipes/read-made-first',
    title: 'a read pipe is made in a turn before the caller has it, and before what came already',
    needs: ['transports', 'pipes'],
    covers: ['test_unix_events.UnixReadPipeTransportTests.test_ctor'],
    run: withPipes(async (net) => {
      const turn = net.turns(net.loop);
      let made = 0;
      const protocol = net.recorder('one', {
        made: () => {
          made = turn();
        },
      });
      const [reader, writer] = net.pipe();
      writer.write('early');
      await net.loop.connectReadPipe(() => protocol, reader.fd);
      net.trace('a turn before', turn() > made);
      await protocol.when('data');
      writer.close();
      await protocol.when('lost');
    }),
  },
  {
    name: 'pipes/read-ends-anyway',
    title: 'the end of a read pipe ends it, whatever eofReceived answers',
    needs: ['transports', 'pipes'],
    covers: ['test_unix_events.UnixReadPipeTransportTests.test__read_ready_eof'],
    run: withPipes(async (net) => {
      const [protocol, transport, writer] = await net.reading('one', { eof: () => true });
      writer.close();
      await protocol.when('eof');
      net.trace('closing', transport.isClosing());
      await protocol.when('lost');
    }),
  },
  {
    name: 'pipes/read-paused',
    title: 'what comes while a read pipe is paused is told once it is resumed, the end too',
    needs: ['transports', 'pipes'],
    covers: [
      'test_unix_events.UnixReadPipeTransportTests.test_pause_reading',
      'test_unix_events.UnixReadPipeTransportTests.test_resume_reading',
    ],
    run: withPipes(async (net) => {
      const [protocol, transport, writer] = await net.reading('one', { made: (one) => one.pauseReading() });
      for (let i = 0; i < 2; i++) {
        transport.pauseReading();
        net.trace('paused', transport.isReading());
      }
      writer.write('kept');
      await net.pass();
      net.trace('came', protocol.bytes);
      for (let i = 0; i < 2; i++) {
        transport.resumeReading();
        net.trace('resumed', transport.isReading());
      }
      await protocol.when('data');
      transport.pauseReading();
      writer.close();
      await net.pass();
      net.trace('ended', protocol.count('eof'));
      transport.resumeReading();
      await protocol.when('lost');
    }),
  },
  {
    name: 'pipes/read-closed',
    title: 'close loses a read pipe in a later turn, once; pausing and resuming do nothing then',
    needs: ['transports', 'pipes'],
    covers: [
      'test_unix_events.UnixReadPipeTransportTests.test_close',
      'test_unix_events.UnixReadPipeTransportTests.test_close_already_closing',
      'test_unix_events.UnixReadPipeTransportTests.test_pause_reading_on_closed_pipe',
      'test_unix_events.UnixReadPipeTransportTests.test_resume_reading_on_closed_pipe',
    ],
    run: withPipes(async (net) => {
      const [protocol, transport, writer] = await net.reading('one');
      writer.write('never read');
      transport.close();
      net.trace('closing', transport.isClosing(), transport.isReading(), protocol.count('lost'));
      transport.close();
      net.attempt('pause', () => transport.pauseReading());
      net.attempt('resume', () => transport.resumeReading());
      await protocol.when('lost');
      await net.pass();
      net.attempt('pause', () => transport.pauseReading());
      net.attempt('resume', () => transport.resumeReading());
      net.attempt('close', () => transport.close());
      net.trace('writes', writer.write('x'));
    }),
  },
  {
    name: 'pipes/read-closed-inside',
    title: 'a read pipe that is closed in dataReceived tells nothing more but the loss',
    needs: ['transports', 'pipes'],
    run: withPipes(async (net) => {
      const [protocol, , writer] = await net.reading('one', { data: () => protocol.transport.close() });
      writer.write('first');
      await protocol.when('data');
      await protocol.when('lost');
      await net.pass();
      const [made, , other] = await net.reading('two', { made: (one) => one.close() });
      other.write('never read');
      await made.when('lost');
    }),
  },
  {
    name: 'pipes/read-switched',
    title: 'another protocol gets what a read pipe brings from then on',
    needs: ['transports', 'pipes'],
    run: withPipes(async (net) => {
      const second = net.quiet({ data: (data) => net.trace('second', data), lost: (error) => net.trace('second lost', error) });
      const [first, transport, writer] = await net.reading('first');
      writer.write('one');
      await first.when('data');
      transport.setProtocol(second);
      writer.write('two');
      await second.when('data');
      writer.close();
      await second.when('lost');
    }),
  },
  {
    name: 'pipes/read-much',
    title: 'much that is written to a pipe arrives whole and in order',
    needs: ['transports', 'pipes'],
    run: withPipes(async (net) => {
      const parts: Buffer[] = [];
      const [protocol, , writer] = await net.reading('one', { data: (data) => void parts.push(data) });
      protocol.muted = true;
      const much = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 251));
      for (let sent = 0; sent < much.length; ) {
        sent += writer.write(much.subarray(sent));
        await net.pass(1);
      }
      writer.close();
      await protocol.when('lost');
      net.trace('received', Buffer.concat(parts).equals(much));
    }),
  },
];
