import { join } from 'node:path';
import { run } from 'tsyncio';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../../../../test-support/needs-tool.ts';
import { newFolder } from '../temporary-folder.ts';
import { boundTo, DatagramAsk, DatagramEcho, placeOfEndpoint, sendingTo } from './datagram-peers.ts';
import { startSocat } from './start-socat.ts';

describeWith(['socat'], 'socat', () => {
  describe('UDP', () => {
    test('gets back what it sends to our endpoint', async () => {
      await run(async (loop) => {
        const lost = loop.createFuture<void>();
        const [transport, protocol] = await loop.createDatagramEndpoint(() => new DatagramEcho(lost), boundTo({ port: 0 }));
        const { port } = placeOfEndpoint(transport);
        const socat = startSocat(['-', `UDP:127.0.0.1:${port}`], { input: 'from socat' });
        await socat.printed(/^from socat$/);
        await socat.kill();
        transport.close();
        await lost;
        expect(protocol.received).toEqual([Buffer.from('from socat')]);
      });
    });

    test('sends back what our endpoint sends, a datagram at a time', async () => {
      const socat = startSocat(['-b', '65536', 'UDP-LISTEN:0,bind=127.0.0.1', 'PIPE']);
      const [, port] = await socat.printed(/listening on UDP AF=2 127\.0\.0\.1:(\d+)/, 'stderr');
      await run(async (loop) => {
        const lost = loop.createFuture<void>();
        const makeProtocol = () => new DatagramAsk([1, 100, 1400, 9000], lost);
        const [, protocol] = await loop.createDatagramEndpoint(makeProtocol, sendingTo({ port: Number(port) }, undefined));
        await lost;
        expect(protocol.received).toEqual(protocol.messages);
      });
    });
  });

  describe('Unix datagram sockets', () => {
    test('gets back what it sends to our endpoint', async () => {
      const [ours, theirs] = [join(newFolder(), 'ours'), join(newFolder(), 'theirs')];
      await run(async (loop) => {
        const lost = loop.createFuture<void>();
        const [transport, protocol] = await loop.createDatagramEndpoint(() => new DatagramEcho(lost), boundTo({ path: ours }));
        const socat = startSocat(['-', `UNIX-SENDTO:${ours},bind=${theirs}`], { input: 'from socat' });
        await socat.printed(/^from socat$/);
        await socat.kill();
        transport.close();
        await lost;
        expect(protocol.received).toEqual([Buffer.from('from socat')]);
      });
    });

    test('sends back what our endpoint sends', async () => {
      const [ours, theirs] = [join(newFolder(), 'ours'), join(newFolder(), 'theirs')];
      const socat = startSocat([`UNIX-RECVFROM:${theirs},fork`, 'PIPE']);
      await socat.printed(/receiving on AF=1/, 'stderr');
      await run(async (loop) => {
        const lost = loop.createFuture<void>();
        const makeProtocol = () => new DatagramAsk([1, 100, 1400, 4096], lost);
        const [, protocol] = await loop.createDatagramEndpoint(makeProtocol, sendingTo({ path: theirs }, ours));
        await lost;
        expect(protocol.received).toEqual(protocol.messages);
      });
    });
  });
});
