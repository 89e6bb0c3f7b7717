import type { WriteTransport } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { openEndpoint } from '../datagrams/open-datagrams.ts';
import { withTransports } from '../transports/open-transports.ts';
import { CONTENT, connected } from './connected.ts';

export const refusingFiles: readonly Case[] = [
  {
    name: 'sendfile/closing',
    title: 'a transport that closes, or is closed, sends no files',
    needs: ['transports', 'files'],
    covers: ['test_sendfile.SendfileMixin.test_sendfile_for_closing_transp'],
    run: withTransports(async (net) => {
      const { file, readOn } = await net.open(CONTENT);
      for (const method of ['close', 'abort'] as const) {
        const { transport, protocol, received } = await connected(net);
        transport[method]();
        await net.attempt('closing', () => net.loop.sendfile(transport, file));
        await protocol.when('lost');
        await net.attempt('closed', () => net.loop.sendfile(transport, file));
        net.trace('received', received.length);
      }
      net.trace('then read', (await readOn()).length);
    }),
  },
  {
    name: 'sendfile/of-datagrams',
    title: 'an endpoint of datagrams sends no files',
    needs: ['transports', 'files', 'datagrams'],
    covers: ['test_sendfile.SendfileMixin.test_sendfile_not_supported'],
    run: withTransports(async (net) => {
      const { file, readOn } = await net.open(CONTENT);
      const { transport } = await openEndpoint(net, 'one');
      await net.attempt('datagrams', () => net.loop.sendfile(transport as unknown as WriteTransport, file));
      net.trace('then read', (await readOn()).length);
    }),
  },
  {
    name: 'sendfile/wrong-parts',
    title: 'a part that cannot be is refused, and nothing is sent',
    needs: ['transports', 'files'],
    run: withTransports(async (net) => {
      const { file } = await net.open(CONTENT);
      const { transport, peer } = await connected(net);
      await net.attempt('count', () => net.loop.sendfile(transport, file, { count: -1 }));
      await net.attempt('offset', () => net.loop.sendfile(transport, file, { offset: -1 }));
      await net.pass();
      net.trace('received', peer.bytes, transport.isClosing());
    }),
  },
];
