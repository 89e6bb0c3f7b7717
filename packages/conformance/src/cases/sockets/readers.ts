import type { Case } from '../../case.ts';
import { withSockets } from './open-sockets.ts';

export const readers: readonly Case[] = [
  {
    name: 'sockets/reader-level-triggered',
    title: 'a reader is called in every turn while there is something to read, at the end of the stream too',
    needs: ['sockets'],
    covers: ['test_events.EventLoopTestsMixin.test_reader_callback'],
    run: (stage) =>
      withSockets(stage, async ({ loop, core, trace, pair }) => {
        const [left, right] = pair();
        let calls = 0;
        loop.addReader(right, () => {
          calls++;
        });
        for (let i = 0; i < 3; i++) await core.sleep(0);
        trace('nothing to read', calls);
        left.send('data');
        while (calls < 3) await core.sleep(0);
        trace('unread', right.recv(10));
        calls = 0;
        for (let i = 0; i < 3; i++) await core.sleep(0);
        const afterwards = calls;
        left.close();
        while (calls < afterwards + 3) await core.sleep(0);
        trace('at the end', right.recv(10), loop.removeReader(right), loop.removeReader(right));
      }),
  },
  {
    name: 'sockets/reader-replaced',
    title: 'a second reader takes the place of the first, and the writer stays',
    needs: ['sockets'],
    covers: [
      'test_selector_events.BaseSelectorEventLoopTests.test_add_reader_existing',
      'test_selector_events.BaseSelectorEventLoopTests.test_add_reader_existing_writer',
    ],
    run: (stage) =>
      withSockets(stage, async ({ loop, core, trace, pair }) => {
        const [left, right] = pair();
        const called = new Set<string>();
        const call = (name: string) => (): void => void called.add(name);
        loop.addWriter(right, call('writer'));
        loop.addReader(right, call('first'));
        loop.addReader(right, call('second'));
        left.send('x');
        while (called.size < 2) await core.sleep(0);
        trace('called', called, loop.removeReader(right), loop.removeReader(right), loop.removeWriter(right));
      }),
  },
  {
    name: 'sockets/writer-replaced',
    title: 'a second writer takes the place of the first, and the reader stays',
    needs: ['sockets'],
    covers: [
      'test_selector_events.BaseSelectorEventLoopTests.test_add_writer_existing',
      'test_events.EventLoopTestsMixin.test_writer_callback',
    ],
    run: (stage) =>
      withSockets(stage, async ({ loop, core, trace, pair }) => {
        const [left, right] = pair();
        const called = new Set<string>();
        const call = (name: string) => (): void => void called.add(name);
        loop.addReader(right, call('reader'));
        loop.addWriter(right, call('first'));
        loop.addWriter(right, call('second'));
        left.send('x');
        while (called.size < 2) await core.sleep(0);
        trace('called', called, loop.removeWriter(right), loop.removeWriter(right), loop.removeReader(right));
      }),
  },
  {
    name: 'sockets/one-of-two-removed',
    title: 'the reader goes without the writer, and the writer without the reader',
    needs: ['sockets'],
    covers: [
      'test_selector_events.BaseSelectorEventLoopTests.test_remove_reader_read_write',
      'test_selector_events.BaseSelectorEventLoopTests.test_remove_writer_read_write',
      'test_selector_events.BaseSelectorEventLoopTests.test_remove_reader_unknown',
      'test_selector_events.BaseSelectorEventLoopTests.test_remove_writer_unknown',
    ],
    run: (stage) =>
      withSockets(stage, async ({ loop, core, trace, pair }) => {
        const [left, right] = pair();
        let [reads, writes] = [0, 0];
        const reader = (): void => void reads++;
        const writer = (): void => void writes++;
        left.send('x');
        loop.addReader(right, reader);
        loop.addWriter(right, writer);
        trace('reader removed', loop.removeReader(right));
        while (writes < 2) await core.sleep(0);
        trace('called', reads);
        loop.addReader(right, reader);
        trace('writer removed', loop.removeWriter(right));
        writes = 0;
        while (reads < 2) await core.sleep(0);
        trace('called', writes, loop.removeReader(right), loop.removeReader(right), loop.removeWriter(right));
      }),
  },
  {
    name: 'sockets/removed-in-its-callback',
    title: 'a reader removes itself and the writer of the same socket, both due in that turn, and closes the socket',
    needs: ['sockets'],
    run: (stage) =>
      withSockets(stage, async ({ loop, core, trace, pair }) => {
        const [left, right] = pair();
        const done = loop.createFuture();
        loop.addWriter(right, trace, 'writer');
        loop.removeWriter(right);
        loop.addReader(right, () => {
          trace('reader', right.recv(10), loop.removeReader(right), loop.removeWriter(right));
          right.close();
          done.setResult(null);
        });
        left.send('x');
        loop.addWriter(right, () => {
          if (right.fileno() < 0) trace('writer of a closed socket');
        });
        await done;
        for (let i = 0; i < 3; i++) await core.sleep(0);
        trace('closed', right.fileno());
      }),
  },
  {
    name: 'sockets/changed-in-callbacks',
    title: 'a reader that replaces itself: the new one is called from the next turn on',
    needs: ['sockets'],
    run: (stage) =>
      withSockets(stage, async ({ loop, trace, turns, pair }) => {
        const [left, right] = pair();
        const turn = turns(loop);
        const done = loop.createFuture();
        left.send('x');
        loop.addReader(right, () => {
          const before = turn();
          trace('first');
          loop.addReader(right, () => {
            trace('second', turn() - before);
            trace('removed', loop.removeReader(right));
            done.setResult(null);
          });
        });
        await done;
      }),
  },
  {
    name: 'sockets/closed-loop-watches-nothing',
    title: 'a closed loop takes no readers and has none',
    needs: ['sockets'],
    covers: ['test_events.EventLoopTestsMixin.test_add_fds_after_closing', 'test_events.EventLoopTestsMixin.test_remove_fds_after_closing'],
    run: (stage) =>
      withSockets(stage, async ({ trace, attempt, pair }) => {
        const closed = stage.newLoop() as unknown as Parameters<Parameters<typeof withSockets>[1]>[0]['loop'];
        closed.close();
        const [left] = pair();
        attempt('reader', () => closed.addReader(left, () => {}));
        attempt('writer', () => closed.addWriter(left, () => {}));
        trace('removed', closed.removeReader(left), closed.removeWriter(left));
      }),
  },
];
