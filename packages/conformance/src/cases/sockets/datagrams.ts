import type { InetAddress, Socket } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type SocketStage, withSockets } from './open-sockets.ts';

/** A UDP socket on 127.0.0.1 and its address. */
function udp({ socket, constants }: SocketStage): readonly [Socket<InetAddress>, InetAddress] {
  const sock = socket(constants.AF_INET, constants.SOCK_DGRAM) as Socket<InetAddress>;
  sock.bind({ host: '127.0.0.1', port: 0 });
  return [sock, sock.getsockname()];
}

export const datagrams: readonly Case[] = [
  {
    name: 'sockets/datagrams',
    title: 'datagrams arrive one by one, with the address they came from; what does not fit is lost',
    needs: ['sockets'],
    covers: ['test_sock_lowlevel.BaseSockTestsMixin.test_recvfrom'],
    run: (stage) =>
      withSockets(stage, async (sockets) => {
        const { loop, core, trace } = sockets;
        const [left, from] = udp(sockets);
        const [right, to] = udp(sockets);
        const waiting = loop.createTask(async () => await loop.sockRecvfrom(right, 100));
        await core.sleep(0);
        trace('sent', await loop.sockSendto(left, 'first', to));
        const [data, address] = await waiting;
        trace('received', data, address.host, address.port === from.port);
        trace('sent', await loop.sockSendto(left, '', to), await loop.sockSendto(left, 'second', to));
        trace('empty', (await loop.sockRecvfrom(right, 100))[0]);
        await loop.sockSendto(left, 'third', to);
        trace('cut', (await loop.sockRecvfrom(right, 3))[0]);
        trace('whole', (await loop.sockRecvfrom(right, 100))[0]);
        trace('as of a stream', await loop.sockSendto(left, 'fourth', to), await loop.sockRecv(right, 100));
      }),
  },
  {
    name: 'sockets/datagrams-into',
    title: 'a datagram is received into a buffer, all of it or a part',
    needs: ['sockets'],
    covers: ['test_sock_lowlevel.BaseSockTestsMixin.test_recvfrom_into'],
    run: (stage) =>
      withSockets(stage, async (sockets) => {
        const { loop, trace } = sockets;
        const [left, from] = udp(sockets);
        const [right, to] = udp(sockets);
        const buffer = Buffer.alloc(8, '-');
        await loop.sockSendto(left, 'abc', to);
        const [nbytes, address] = await loop.sockRecvfromInto(right, buffer);
        trace('into', nbytes, buffer, address.port === from.port);
        await loop.sockSendto(left, 'wxyz', to);
        trace('a part', (await loop.sockRecvfromInto(right, buffer, 2))[0], buffer);
        await loop.sockSendto(left, 'stays', to);
        trace('all', (await loop.sockRecvfromInto(right, buffer, 0))[0], buffer);
      }),
  },
];
