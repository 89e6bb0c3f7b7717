import type { InetAddress, Socket } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { withSockets } from './open-sockets.ts';

const nothing = (): void => {};

export const refusals: readonly Case[] = [
  {
    name: 'sockets/blocking-in-debug-mode',
    title: 'in debug mode a socket that blocks is refused, by every method',
    needs: ['sockets'],
    covers: [
      'test_sock_lowlevel.BaseSockTestsMixin.test_sock_client_ops',
      'test_sock_lowlevel.BaseSockTestsMixin.test_unix_sock_client_ops',
    ],
    run: (stage) =>
      withSockets(stage, async ({ loop, attempt, socket, bound, constants }) => {
        loop.setDebug(true);
        const [listener, address] = bound();
        const client = socket();
        const datagram = socket(constants.AF_INET, constants.SOCK_DGRAM);
        for (const sock of [listener, client, datagram]) sock.setblocking(true);
        await attempt('recv', async () => await loop.sockRecv(client, 10));
        await attempt('recv into', async () => await loop.sockRecvInto(client, Buffer.alloc(10)));
        await attempt('sendall', async () => await loop.sockSendall(client, 'x'));
        await attempt('connect', async () => await loop.sockConnect(client, address));
        await attempt('accept', async () => await loop.sockAccept(listener));
        await attempt('recvfrom', async () => await loop.sockRecvfrom(datagram, 10));
        await attempt('recvfrom into', async () => await loop.sockRecvfromInto(datagram, Buffer.alloc(10)));
        await attempt('sendto', async () => await loop.sockSendto(datagram, 'x', address));
      }),
  },
  {
    name: 'sockets/watches-no-other-thing',
    title: 'what is no descriptor has no reader and no writer',
    needs: ['sockets'],
    covers: ['test_unix_events.TestFunctional.test_add_reader_invalid_argument'],
    run: (stage) =>
      withSockets(stage, async ({ loop, attempt }) => {
        const thing = {} as Socket;
        attempt('add reader', () => loop.addReader(thing, nothing));
        attempt('add writer', () => loop.addWriter(thing, nothing));
        attempt('remove reader', () => loop.removeReader(thing));
        attempt('remove writer', () => loop.removeWriter(thing));
        attempt('below zero', () => loop.addReader(-1, nothing));
      }),
  },
  {
    name: 'sockets/buffer-too-small',
    title: 'more bytes than the buffer has are refused, and the datagram stays',
    needs: ['sockets'],
    covers: ['test_sock_lowlevel.BaseSockTestsMixin.test_recvfrom_into_wrong_size'],
    run: (stage) =>
      withSockets(stage, async ({ loop, trace, attempt, socket, constants }) => {
        const [left, right] = [0, 1].map(() => socket(constants.AF_INET, constants.SOCK_DGRAM)) as [Socket, Socket];
        right.bind({ host: '127.0.0.1', port: 0 });
        await loop.sockSendto(left, 'stays', right.getsockname() as InetAddress);
        await attempt('too many', async () => await loop.sockRecvfromInto(right, Buffer.alloc(10), 11));
        trace('received', (await loop.sockRecvfrom(right, 100))[0]);
      }),
  },
];
