import type { Case } from '../../case.ts';
import { withTransports } from '../transports/open-transports.ts';
import { CONTENT, connected } from './connected.ts';

const BIG = Buffer.alloc(8 * 1024 * 1024, 'x');

export const losingFiles: readonly Case[] = [
  {
    name: 'sendfile/peer-leaves-afterwards',
    title: 'a peer that closes when it has the whole file is no error',
    needs: ['transports', 'files'],
    covers: ['test_sendfile.SendfileMixin.test_sendfile_close_peer_after_receiving'],
    run: withTransports(async (net) => {
      const { transport, protocol, peer } = await connected(net);
      const { file, readOn } = await net.open(CONTENT);
      const closing = net.loop.createTask(async () => {
        await peer.whenBytes(CONTENT.length);
        peer.transport.close();
      });
      net.trace('sent', await net.loop.sendfile(transport, file));
      await closing;
      await protocol.when('lost');
      net.trace('closed', transport.isClosing(), 'then read', (await readOn()).length);
    }),
  },
  {
    name: 'sendfile/peer-leaves-in-the-middle',
    title: 'a peer that goes in the middle fails it; the connection is lost, and the file stands behind what was sent',
    needs: ['transports', 'files'],
    covers: ['test_sendfile.SendfileMixin.test_sendfile_close_peer_in_the_middle_of_receiving'],
    run: withTransports(async (net) => {
      const { transport, protocol, peer } = await connected(net);
      protocol.muted = true;
      const { file, readOn } = await net.open(BIG);
      const leaving = net.loop.createTask(async () => {
        await peer.whenBytes(1024);
        peer.transport.abort();
      });
      try {
        await net.loop.sendfile(transport, file);
      } catch (error) {
        net.trace('a connection error', ['ConnectionResetError', 'BrokenPipeError'].includes(net.errorOf(error)));
      }
      await leaving;
      await protocol.when('lost');
      const left = (await readOn()).length;
      net.trace('closed', transport.isClosing(), 'a part is left', left > 0 && left < BIG.length);
    }),
  },
  {
    name: 'sendfile/cancelled',
    title: 'a file on its way is cancelled: the connection goes on, and tells what comes',
    needs: ['transports', 'files'],
    run: withTransports(async (net) => {
      const { transport, protocol, peer } = await connected(net);
      const { file } = await net.open(BIG);
      peer.transport.pauseReading();
      const sending = net.loop.createTask(async () => await net.loop.sendfile(transport, file));
      await net.pass();
      sending.cancel();
      await net.attempt('cancelled', async () => await sending);
      peer.transport.write('hello');
      await protocol.when('data');
      net.trace('open', transport.isClosing(), protocol.bytes);
    }),
  },
];
