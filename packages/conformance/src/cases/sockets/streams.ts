import type { Address } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type SocketStage, unixName, withSockets, withSocketsInTurns } from './open-sockets.ts';

const CONTENT = Buffer.alloc(1024 * 1024, 'The quick brown fox. ');

async function talk({ loop, trace, own, socket }: SocketStage, address: Address, family: number | undefined): Promise<void> {
  const listener = socket(family);
  listener.bind(address);
  listener.listen();
  const client = socket(family);
  const accepted = loop.sockAccept(listener);
  trace('connected', await loop.sockConnect(client, listener.getsockname()));
  const [peer] = await accepted;
  own(peer);
  trace('blocking', peer.getblocking());
  trace('sent', await loop.sockSendall(client, 'hello'));
  trace('received', await loop.sockRecv(peer, 1024));
  await loop.sockSendall(peer, 'worlds');
  const buffer = Buffer.alloc(5);
  trace('into', await loop.sockRecvInto(client, buffer), buffer);
  trace('the rest', await loop.sockRecv(client, 5));
  client.close();
  trace('the end', await loop.sockRecv(peer, 1024), await loop.sockRecvInto(peer, buffer));
}

export const streams: readonly Case[] = [
  {
    name: 'sockets/client-and-server',
    title: 'sockets connect, accept, send and receive over TCP',
    needs: ['sockets'],
    covers: ['test_sock_lowlevel.BaseSockTestsMixin.test_sock_client_ops'],
    run: (stage) => withSockets(stage, (sockets) => talk(sockets, { host: '127.0.0.1', port: 0 }, undefined)),
  },
  {
    name: 'sockets/client-and-server-unix',
    title: 'sockets connect, accept, send and receive over Unix sockets',
    needs: ['sockets'],
    covers: ['test_sock_lowlevel.BaseSockTestsMixin.test_unix_sock_client_ops'],
    run: (stage) => withSockets(stage, (sockets) => talk(sockets, unixName('talk'), sockets.constants.AF_UNIX)),
  },
  {
    name: 'sockets/huge-content',
    title: 'a MiB arrives whole and in order while it is sent',
    needs: ['sockets'],
    covers: ['test_sock_lowlevel.BaseSockTestsMixin.test_huge_content'],
    run: (stage) =>
      withSockets(stage, async ({ loop, trace, pair }) => {
        const [left, right] = pair();
        const sending = loop.sockSendall(left, CONTENT);
        trace('sending', sending.done());
        const parts: Buffer[] = [];
        for (let length = 0; length < CONTENT.length; length += parts.at(-1)?.length ?? 0) parts.push(await loop.sockRecv(right, 65_536));
        trace('sent', await sending);
        trace('the same', Buffer.concat(parts).equals(CONTENT));
      }),
  },
  {
    name: 'sockets/huge-content-into',
    title: 'a MiB arrives whole in a buffer while it is sent',
    needs: ['sockets'],
    covers: ['test_sock_lowlevel.BaseSockTestsMixin.test_huge_content_recvinto'],
    run: (stage) =>
      withSockets(stage, async ({ loop, trace, pair }) => {
        const [left, right] = pair();
        const sending = loop.sockSendall(left, CONTENT);
        const buffer = Buffer.alloc(CONTENT.length);
        let filled = 0;
        while (filled < buffer.length) filled += await loop.sockRecvInto(right, buffer.subarray(filled, filled + 65_536));
        trace('sent', await sending);
        trace('the same', filled, buffer.equals(CONTENT));
      }),
  },
  {
    name: 'sockets/half-close',
    title: 'a peer that ended its side still receives',
    needs: ['sockets'],
    run: (stage) =>
      withSockets(stage, async ({ loop, trace, attempt, pair }) => {
        const [left, right] = pair();
        await loop.sockSendall(left, 'last words');
        left.shutdown('write');
        trace('received', await loop.sockRecv(right, 4));
        trace('received', await loop.sockRecv(right, 100));
        trace('the end', await loop.sockRecv(right, 100));
        trace('the end again', await loop.sockRecv(right, 100));
        await loop.sockSendall(right, 'an answer');
        trace('answered', await loop.sockRecv(left, 100));
        await attempt('sent after the end', async () => await loop.sockSendall(left, 'too late'));
        right.close();
        trace('both ended', await loop.sockRecv(left, 100));
      }),
  },
  {
    name: 'sockets/end-while-waited',
    title: 'a wait ends when the peer ends its side, and nothing is watched afterwards',
    needs: ['sockets'],
    run: (stage) =>
      withSockets(stage, async ({ loop, trace, pair }) => {
        const [left, right] = pair();
        const waiting = loop.sockRecv(right, 10);
        loop.callSoon(() => left.close());
        trace('the end', await waiting);
        trace('watched', loop.removeReader(right), loop.removeWriter(right));
      }),
  },
  {
    name: 'sockets/at-once-or-later',
    title: 'what is there already is received in the same turn; what comes later, in the second turn after it came',
    needs: ['sockets'],
    run: (stage) =>
      withSocketsInTurns(stage, function* ({ loop, core, trace, turns, pair }) {
        const [left, right] = pair();
        const turn = turns(loop);
        yield* core.sleep(0);
        left.send('there already');
        const before = turn();
        trace('received', yield* loop.sockRecv(right, 100), turn() - before);
        trace('sent', yield* loop.sockSendall(left, 'x'), turn() - before);
        trace('received', yield* loop.sockRecv(right, 100), turn() - before);
        let came = 0;
        loop.callSoon(() => {
          left.send('later');
          came = turn();
        });
        trace('received', yield* loop.sockRecv(right, 100), turn() - came);
      }),
  },
];
