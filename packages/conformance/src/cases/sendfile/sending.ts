import type { SendfileOptions } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type TransportStage, withTransports } from '../transports/open-transports.ts';
import { CONTENT, connected } from './connected.ts';

/** Send the file and close; trace what came, and where the file stands then. */
async function sendAndTrace(net: TransportStage, options: SendfileOptions = {}, content: Buffer | string = CONTENT): Promise<void> {
  const { transport, peer, received } = await connected(net);
  const { file, readOn } = await net.open(content);
  const sent = await net.loop.sendfile(transport, file, options);
  net.trace('open', transport.isClosing(), transport.isReading(), transport.getWriteBufferSize());
  transport.close();
  await peer.when('lost');
  const { offset = 0, count } = options;
  const wanted = Buffer.from(content).subarray(offset, count == null ? undefined : offset + count);
  net.trace('sent', sent, Buffer.concat(received).equals(wanted), 'then read', (await readOn()).length);
}

export const sendingFiles: readonly Case[] = [
  {
    name: 'sendfile/whole-file',
    title: 'a whole file arrives, and the transport goes on',
    needs: ['transports', 'files'],
    covers: ['test_sendfile.SendfileMixin.test_sendfile'],
    run: withTransports((net) => sendAndTrace(net)),
  },
  {
    name: 'sendfile/a-part',
    title: 'the part that is asked for arrives: from an offset, so many bytes, both',
    needs: ['transports', 'files'],
    covers: ['test_sendfile.SendfileMixin.test_sendfile_partial'],
    run: withTransports(async (net) => {
      for (const options of [{ offset: 1000, count: 100 }, { offset: 399_990 }, { count: 5 }, { count: 1_000_000 }]) {
        await sendAndTrace(net, options);
      }
    }),
  },
  {
    name: 'sendfile/nothing',
    title: 'an empty file, or what lies beyond the end of one, is 0 bytes',
    needs: ['transports', 'files'],
    run: withTransports(async (net) => {
      await sendAndTrace(net, {}, '');
      await sendAndTrace(net, { offset: CONTENT.length });
    }),
  },
  {
    name: 'sendfile/between-writes',
    title: 'a file arrives between what was written before and what is written afterwards, buffered or not',
    needs: ['transports', 'files'],
    covers: ['test_sendfile.SendfileMixin.test_sendfile_pre_and_post_data'],
    run: withTransports(async (net) => {
      for (const prefix of ['before', 'p'.repeat(1_000_000)]) {
        const { transport, peer, received } = await connected(net);
        const { file } = await net.open(CONTENT);
        transport.setWriteBufferLimits({ high: 10_000_000 });
        transport.write(prefix);
        net.trace('sent', await net.loop.sendfile(transport, file));
        transport.write('after');
        transport.close();
        await peer.when('lost');
        net.trace('in order', Buffer.concat(received).equals(Buffer.concat([Buffer.from(prefix), CONTENT, Buffer.from('after')])));
      }
    }),
  },
  {
    name: 'sendfile/no-writes-meanwhile',
    title: 'write and writelines are refused while a file is sent, and possible afterwards',
    needs: ['transports', 'files'],
    covers: ['test_sendfile.SendfileMixin.test_sendfile_prevents_bare_write'],
    run: withTransports(async (net) => {
      const { transport, peer } = await connected(net);
      const { file } = await net.open(CONTENT);
      const sending = net.loop.createTask(async () => await net.loop.sendfile(transport, file));
      await net.pass(1);
      net.attempt('write', () => transport.write('never'));
      net.attempt('writelines', () => transport.writelines(['never']));
      net.trace('sent', await sending);
      net.attempt('afterwards', () => transport.write('after'));
      await peer.whenBytes(CONTENT.length + 5);
    }),
  },
  {
    name: 'sendfile/one-after-another',
    title: 'files are sent one after another over one connection, which goes on reading between',
    needs: ['transports', 'files'],
    run: withTransports(async (net) => {
      const { transport, protocol, peer } = await connected(net);
      for (let i = 1; i <= 3; i++) {
        const { file } = await net.open(CONTENT);
        net.trace('sent', await net.loop.sendfile(transport, file));
        await peer.whenBytes(i * CONTENT.length);
        peer.transport.write('thanks');
        await protocol.when('data', i);
        net.trace('read', protocol.bytes);
      }
    }),
  },
  {
    name: 'sendfile/paused-stays-paused',
    title: 'reading that was paused stays so; what came while a file was sent is told afterwards',
    needs: ['transports', 'files'],
    run: withTransports(async (net) => {
      for (const paused of [false, true]) {
        const { transport, protocol, peer } = await connected(net);
        if (paused) transport.pauseReading();
        peer.transport.write('meanwhile');
        const { file } = await net.open(CONTENT);
        net.trace('sent', await net.loop.sendfile(transport, file));
        net.trace('reading', transport.isReading());
        transport.resumeReading();
        await protocol.when('data');
        net.trace('came', protocol.bytes);
      }
    }),
  },
  {
    name: 'sendfile/from-any-position',
    title: 'where the file stands when it is sent does not matter',
    needs: ['transports', 'files'],
    covers: ['test_sendfile.SockSendfileMixin.test_sendfile_offset'],
    run: withTransports(async (net) => {
      const { transport, peer } = await connected(net);
      const { file, readOn } = await net.open(CONTENT);
      net.trace('read', (await readOn()).length);
      net.trace('sent', await net.loop.sendfile(transport, file));
      await peer.whenBytes(CONTENT.length);
      net.trace('sent', await net.loop.sendfile(transport, file, { offset: 100, count: 50 }));
      await peer.whenBytes(CONTENT.length + 50);
      net.trace('then read', (await readOn()).length);
    }),
  },
];
