import type { SendfileOptions } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { CONTENT } from '../sendfile/connected.ts';
import { type TlsStage, withTls } from './open-tls.ts';

/** Send a file over TLS and close; trace what came. */
async function sendAndTrace(net: TlsStage, options: SendfileOptions = {}, before = '', after = ''): Promise<void> {
  const parts: Buffer[] = [];
  const [client, served] = await net.ends({}, { data: (data) => void parts.push(data) });
  served.muted = true;
  const { file, readOn } = await net.open(CONTENT);
  client.transport.write(before);
  const sent = await net.loop.sendfile(client.transport, file, options);
  client.transport.write(after);
  client.transport.close();
  await served.when('lost');
  const { offset = 0, count } = options;
  const wanted = CONTENT.subarray(offset, count == null ? undefined : offset + count);
  const all = Buffer.concat([Buffer.from(before), wanted, Buffer.from(after)]);
  net.trace('sent', sent, Buffer.concat(parts).equals(all), 'then read', (await readOn()).length);
}

export const sendingFilesOverTls: readonly Case[] = [
  {
    name: 'tls/sendfile',
    title: 'a file is sent over TLS, whole or a part, between other writes',
    needs: ['transports', 'tls', 'files'],
    covers: [
      'test_sendfile.SendfileMixin.test_sendfile_ssl',
      'test_sendfile.SendfileMixin.test_sendfile_ssl_partial',
      'test_sendfile.SendfileMixin.test_sendfile_ssl_pre_and_post_data',
    ],
    run: withTls(async (net) => {
      await sendAndTrace(net);
      await sendAndTrace(net, { offset: 1000, count: 100 });
      await sendAndTrace(net, {}, 'before', 'after');
    }),
  },
  {
    name: 'tls/sendfile-by-the-system',
    title: 'over TLS the system sends no file: without another way it is refused, and nothing is sent',
    needs: ['transports', 'tls', 'files'],
    covers: ['test_sendfile.SendfileMixin.test_sendfile_no_fallback_for_fallback_transport'],
    run: withTls(async (net) => {
      const [client] = await net.ends();
      const { file, readOn } = await net.open(CONTENT);
      await net.attempt('refused', () => net.loop.sendfile(client.transport, file, { fallback: false }));
      net.trace('then read', (await readOn()).length, client.transport.isClosing());
    }),
  },
];
