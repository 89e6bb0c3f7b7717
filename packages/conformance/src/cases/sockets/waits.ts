import type { Case } from '../../case.ts';
import { withSockets } from './open-sockets.ts';

const MUCH = Buffer.alloc(4 * 1024 * 1024);

export const waits: readonly Case[] = [
  {
    name: 'sockets/cancelled-receive',
    title: 'a cancelled receive is over at once, watches nothing and takes nothing',
    needs: ['sockets'],
    covers: ['test_events.EventLoopTestsMixin.test_prompt_cancellation', 'test_sock_lowlevel.BaseSockTestsMixin.test_sock_client_racing'],
    run: (stage) =>
      withSockets(stage, async ({ loop, core, trace, attempt, pair }) => {
        const [left, right] = pair();
        const waiting = loop.createTask(async () => await loop.sockRecv(right, 10));
        await core.sleep(0);
        waiting.cancel();
        await attempt('cancelled', async () => await waiting);
        trace('watched', loop.removeReader(right));
        const again = loop.createTask(async () => await loop.sockRecv(right, 10));
        await core.sleep(0);
        left.send('for the second');
        trace('second', await again);
        trace('the rest', await loop.sockRecv(right, 10));
      }),
  },
  {
    name: 'sockets/cancelled-send',
    title: 'a send to a full socket is cancelled, and another one goes on once there is room',
    needs: ['sockets'],
    covers: ['test_sock_lowlevel.BaseSockTestsMixin.test_sock_client_racing'],
    run: (stage) =>
      withSockets(stage, async ({ loop, core, trace, attempt, pair }) => {
        const [left, right] = pair();
        const waiting = loop.createTask(async () => await loop.sockSendall(left, MUCH));
        await core.sleep(0);
        waiting.cancel();
        await attempt('cancelled', async () => await waiting);
        trace('watched', loop.removeWriter(left));
        const again = loop.createTask(async () => await loop.sockSendall(left, 'end'));
        await core.sleep(0);
        let last: Buffer = Buffer.alloc(0);
        while (!last.toString('latin1').endsWith('end')) last = await loop.sockRecv(right, 1_000_000);
        trace('second', await again);
      }),
  },
  {
    name: 'sockets/replaced-receive',
    title: 'a second receive takes the place of the first; the first can be cancelled and leaves the second alone',
    needs: ['sockets'],
    run: (stage) =>
      withSockets(stage, async ({ loop, core, trace, attempt, pair }) => {
        const [left, right] = pair();
        const first = loop.createTask(async () => await loop.sockRecv(right, 10));
        const second = loop.createTask(async () => await loop.sockRecv(right, 10));
        await core.sleep(0);
        left.send('one');
        trace('second', await second);
        const third = loop.createTask(async () => await loop.sockRecv(right, 10));
        await core.sleep(0);
        trace('first', first.done());
        first.cancel();
        await attempt('first', async () => await first);
        left.send('two');
        trace('third', await third);
      }),
  },
  {
    name: 'sockets/both-directions',
    title: 'one task receives and another sends on the same socket, and one of them is cancelled',
    needs: ['sockets'],
    run: (stage) =>
      withSockets(stage, async ({ loop, core, trace, attempt, pair }) => {
        const [left, right] = pair();
        const sending = loop.createTask(async () => await loop.sockSendall(left, MUCH));
        const receiving = loop.createTask(async () => await loop.sockRecv(left, 10));
        await core.sleep(0);
        sending.cancel();
        await attempt('sending', async () => await sending);
        trace('receiving', receiving.done());
        right.send('still there');
        trace('received', await receiving, loop.removeReader(left), loop.removeWriter(left));
      }),
  },
  {
    name: 'sockets/accept',
    title: 'accept waits for a client and gives a socket that does not block, and its address',
    needs: ['sockets'],
    covers: ['test_sock_lowlevel.BaseSockTestsMixin.test_sock_accept'],
    run: (stage) =>
      withSockets(stage, async ({ loop, core, trace, own, socket, bound }) => {
        const [listener, address] = bound();
        const accepting = loop.createTask(async () => await loop.sockAccept(listener));
        await core.sleep(0);
        trace('accepting', accepting.done());
        const client = socket();
        await loop.sockConnect(client, address);
        const [peer, from] = await accepting;
        own(peer);
        const name = client.getsockname() as typeof address;
        trace('accepted', peer.getblocking(), typeof from === 'object' && 'port' in from && from.port === name.port);
      }),
  },
  {
    name: 'sockets/cancelled-accept',
    title: 'a cancelled accept leaves the client to the next one',
    needs: ['sockets'],
    covers: ['test_sock_lowlevel.BaseSockTestsMixin.test_cancel_sock_accept'],
    run: (stage) =>
      withSockets(stage, async ({ loop, core, trace, attempt, own, socket, bound }) => {
        const [listener, address] = bound();
        const accepting = loop.createTask(async () => await loop.sockAccept(listener));
        await core.sleep(0);
        accepting.cancel();
        await attempt('cancelled', async () => await accepting);
        trace('watched', loop.removeReader(listener));
        await loop.sockConnect(socket(), address);
        const [peer] = await loop.sockAccept(listener);
        trace('accepted', own(peer).getblocking());
      }),
  },
  {
    name: 'sockets/connect-refused',
    title: 'nobody listens: the connection is refused, and nothing is watched',
    needs: ['sockets'],
    covers: ['test_sock_lowlevel.BaseSockTestsMixin.test_sock_client_fail'],
    run: (stage) =>
      withSockets(stage, async ({ loop, trace, attempt, socket, bound }) => {
        const [, address] = bound(false);
        const client = socket();
        await attempt('refused', async () => await loop.sockConnect(client, address));
        trace('watched', loop.removeWriter(client));
      }),
  },
  {
    name: 'sockets/cancelled-connect',
    title: 'a connection on its way is cancelled, and made by connecting again',
    needs: ['sockets'],
    covers: ['test_sock_lowlevel.BaseSockTestsMixin.test_sock_client_connect_racing'],
    run: (stage) =>
      withSockets(stage, async ({ loop, core, trace, attempt, own, socket, bound }) => {
        const [listener, address] = bound();
        const client = socket();
        const connecting = loop.createTask(async () => await loop.sockConnect(client, address));
        await core.sleep(0);
        connecting.cancel();
        await attempt('cancelled', async () => await connecting);
        trace('watched', loop.removeWriter(client));
        trace('again', await loop.sockConnect(client, address));
        const [peer] = await loop.sockAccept(listener);
        own(peer).send('connected');
        trace('received', await loop.sockRecv(client, 100));
      }),
  },
  {
    name: 'sockets/closed-while-waited',
    title: 'a socket is closed while it is waited for',
    needs: ['sockets'],
    run: (stage) =>
      withSockets(stage, async ({ loop, core, trace, attempt, pair }) => {
        const [, right] = pair();
        const waiting = loop.createTask(async () => await loop.sockRecv(right, 10));
        await core.sleep(0);
        right.close();
        for (let i = 0; i < 5; i++) await core.sleep(0);
        trace('over', waiting.done());
        waiting.cancel();
        await attempt('ended', async () => await waiting);
      }),
  },
];
