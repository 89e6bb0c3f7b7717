import type { Case } from '../../case.ts';
import { withSockets } from './open-sockets.ts';

const CONTENT = Buffer.from('0123456789'.repeat(1000));

export const sendfileArguments: readonly Case[] = [
  {
    name: 'sockets/sendfile-wrong-types',
    title: 'what is no number of bytes is refused, and nothing is sent',
    needs: ['sockets', 'files'],
    covers: [
      'test_base_events.BaseLoopSockSendfileTests.test_notint_count',
      'test_base_events.BaseLoopSockSendfileTests.test_notint_offset',
    ],
    run: (stage) =>
      withSockets(stage, async ({ loop, attempt, trace, pair, open }) => {
        const [left, right] = pair();
        const { file, readOn } = await open(CONTENT);
        await attempt('count', async () => await loop.sockSendfile(left, file, { count: 'count' as never }));
        await attempt('offset', async () => await loop.sockSendfile(left, file, { offset: 'offset' as never }));
        await attempt('nothing came', async () => right.recv(10));
        trace('then read', (await readOn()).length);
      }),
  },
];
