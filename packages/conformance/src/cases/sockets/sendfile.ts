import type { SendfileOptions } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type OpenFile, type SocketStage, withSockets } from './open-sockets.ts';

const CONTENT = Buffer.from('0123456789'.repeat(1000));

/** Send it, and trace what came, and where the file stands then. */
async function sendAndTrace(sockets: SocketStage, { file, readOn }: OpenFile, options?: SendfileOptions, content = CONTENT): Promise<void> {
  const [left, right] = sockets.pair();
  const receiving = sockets.loop.createTask(() => receiveAll(sockets, right));
  const sent = await sockets.loop.sockSendfile(left, file, options);
  left.close();
  const received = await receiving;
  const { offset = 0, count } = options ?? {};
  const wanted = content.subarray(offset, count == null ? undefined : offset + count);
  sockets.trace('sent', sent, 'the same', received.equals(wanted), 'then read', (await readOn()).length);
}

async function receiveAll({ loop }: SocketStage, sock: Parameters<SocketStage['loop']['sockRecv']>[0]): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (;;) {
    const part = await loop.sockRecv(sock, 65_536);
    if (part.length === 0) return Buffer.concat(parts);
    parts.push(part);
  }
}

export const sendfile: readonly Case[] = [
  {
    name: 'sockets/sendfile',
    title: 'a file is sent from its beginning to its end, or the part that is asked for, and then stands behind what was sent',
    needs: ['sockets', 'files'],
    covers: [
      'test_sendfile.SockSendfileMixin.test_sock_sendfile_success',
      'test_sendfile.SockSendfileMixin.test_sock_sendfile_with_offset_and_count',
      'test_sendfile.SockSendfileMixin.test_sock_sendfile_offset',
    ],
    run: (stage) =>
      withSockets(stage, async (sockets) => {
        for (const options of [undefined, { offset: 1000, count: 2000 }, { offset: 5000 }, { count: 10_001 }, { offset: 9999, count: 1 }])
          await sendAndTrace(sockets, await sockets.open(CONTENT), options);
      }),
  },
  {
    name: 'sockets/sendfile-from-any-position',
    title: 'where the file stands when it is sent does not matter',
    needs: ['sockets', 'files'],
    covers: ['test_sendfile.SockSendfileMixin.test_sock_sendfile_offset'],
    run: (stage) =>
      withSockets(stage, async (sockets) => {
        const one = await sockets.open(CONTENT);
        await one.readOn();
        await sendAndTrace(sockets, one);
        await sendAndTrace(sockets, one, { offset: 100, count: 50 });
        await sendAndTrace(sockets, one, { offset: 40, count: 20 });
      }),
  },
  {
    name: 'sockets/sendfile-of-nothing',
    title: 'an empty file, or what lies beyond the end of one, is 0 bytes',
    needs: ['sockets', 'files'],
    covers: ['test_sendfile.SockSendfileMixin.test_sock_sendfile_zero_size'],
    run: (stage) =>
      withSockets(stage, async (sockets) => {
        await sendAndTrace(sockets, await sockets.open(''), {}, Buffer.alloc(0));
        await sendAndTrace(sockets, await sockets.open(CONTENT), { offset: CONTENT.length });
      }),
  },
  {
    name: 'sockets/sendfile-among-sends',
    title: 'a file comes between what was sent before and what is sent afterwards',
    needs: ['sockets', 'files'],
    covers: ['test_sendfile.SockSendfileMixin.test_sock_sendfile_mix_with_regular_send'],
    run: (stage) =>
      withSockets(stage, async (sockets) => {
        const { loop, trace, pair, open } = sockets;
        const [left, right] = pair();
        const receiving = loop.createTask(() => receiveAll(sockets, right));
        const { file } = await open(CONTENT);
        await loop.sockSendall(left, 'before');
        trace('sent', await loop.sockSendfile(left, file));
        await loop.sockSendall(left, 'after');
        left.close();
        trace('in order', (await receiving).equals(Buffer.concat([Buffer.from('before'), CONTENT, Buffer.from('after')])));
      }),
  },
  {
    name: 'sockets/sendfile-refused',
    title: 'a part that cannot be, a socket that is no stream, and in debug mode one that blocks are refused, and nothing is sent',
    needs: ['sockets', 'files'],
    covers: [
      'test_base_events.BaseLoopSockSendfileTests.test_negative_count',
      'test_base_events.BaseLoopSockSendfileTests.test_negative_offset',
    ],
    run: (stage) =>
      withSockets(stage, async ({ loop, attempt, trace, pair, open }) => {
        const [left, right] = pair();
        const { file, readOn } = await open(CONTENT);
        for (const count of [0, -1]) await attempt('count', async () => await loop.sockSendfile(left, file, { count }));
        await attempt('offset', async () => await loop.sockSendfile(left, file, { offset: -1 }));
        await attempt('nothing came', async () => right.recv(10));
        trace('then read', (await readOn()).length);
      }),
  },
  {
    name: 'sockets/sendfile-wrong-socket',
    title: 'a socket that is no stream is refused, and in debug mode one that blocks',
    needs: ['sockets', 'files'],
    covers: [
      'test_base_events.BaseLoopSockSendfileTests.test_blocking_socket',
      'test_base_events.BaseLoopSockSendfileTests.test_nonstream_socket',
    ],
    run: (stage) =>
      withSockets(stage, async ({ loop, attempt, trace, socket, constants, pair, open }) => {
        const { file, readOn } = await open(CONTENT);
        const datagram = socket(constants.AF_INET, constants.SOCK_DGRAM);
        await attempt('datagrams', async () => await loop.sockSendfile(datagram, file));
        loop.setDebug(true);
        const [left] = pair();
        left.setblocking(true);
        await attempt('blocking', async () => await loop.sockSendfile(left, file));
        trace('then read', (await readOn()).length);
      }),
  },
  {
    name: 'sockets/sendfile-cancelled',
    title: 'a file on its way is cancelled: nothing is watched, and the file stands behind what was sent',
    needs: ['sockets', 'files'],
    covers: ['test_unix_events.SelectorEventLoopUnixSockSendfileTests.test_sock_sendfile_cancel1'],
    run: (stage) =>
      withSockets(stage, async (sockets) => {
        const { loop, core, trace, attempt, pair, open } = sockets;
        const [left, right] = pair();
        const big = Buffer.alloc(4 * 1024 * 1024, 'x');
        const { file, readOn } = await open(big);
        const sending = loop.createTask(async () => await loop.sockSendfile(left, file));
        for (let i = 0; i < 3; i++) await core.sleep(0);
        trace('sending', sending.done());
        sending.cancel();
        await attempt('cancelled', async () => await sending);
        trace('watched', loop.removeWriter(left));
        left.close();
        const { length } = await receiveAll(sockets, right);
        trace('came', length > 0, 'then read', length + (await readOn()).length === big.length);
      }),
  },
];
