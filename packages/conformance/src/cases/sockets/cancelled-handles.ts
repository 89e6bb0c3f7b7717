import type { Case } from '../../case.ts';
import { withSockets } from './open-sockets.ts';

export const cancelledHandles: readonly Case[] = [
  {
    name: 'sockets/cancelled-reader',
    title: 'the handle of a reader is cancelled: it is not called, and the descriptor is not watched any more once it is ready',
    needs: ['sockets'],
    covers: ['test_selector_events.BaseSelectorEventLoopTests.test_process_events_read_cancelled'],
    run: (stage) =>
      withSockets(stage, async ({ loop, core, trace, pair }) => {
        const [left, right] = pair();
        const handle = loop.addReader(right, trace, 'never');
        handle.cancel();
        left.send('x');
        for (let i = 0; i < 5; i++) await core.sleep(0);
        trace('watched', loop.removeReader(right));
      }),
  },
  {
    name: 'sockets/cancelled-writer',
    title: 'the handle of a writer is cancelled: it is not called, and the descriptor is not watched any more once it is ready',
    needs: ['sockets'],
    covers: ['test_selector_events.BaseSelectorEventLoopTests.test_process_events_write_cancelled'],
    run: (stage) =>
      withSockets(stage, async ({ loop, core, trace, pair }) => {
        const [left, right] = pair();
        loop.addReader(right, trace, 'reader');
        const handle = loop.addWriter(right, trace, 'never');
        handle.cancel();
        for (let i = 0; i < 5; i++) await core.sleep(0);
        trace('writer', loop.removeWriter(right), 'reader', loop.removeReader(right));
        left.close();
      }),
  },
];
