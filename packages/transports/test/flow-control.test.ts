import { describe, expect, test } from 'vitest';
import { finish, openPair, openSide, Recorder, readAll, type Side } from './recorder.ts';
import { type TestLoop, turns, until, withLoop } from './with-loop.ts';

const MUCH: Buffer = Buffer.alloc(3_000_000, 'x');

function withSide(body: (loop: TestLoop, side: Side) => Promise<void>, protocol: Recorder = new Recorder()): Promise<void> {
  return withLoop(async (loop) => {
    const side = await openSide(loop, protocol);
    await body(loop, side);
    await finish(side);
  });
}

/** Buffer something, so that every further write adds to it. */
function fillBuffer({ transport }: Side): number {
  transport.setWriteBufferLimits({ high: 1e9, low: 0 });
  transport.write(MUCH);
  return transport.getWriteBufferSize();
}

describe('water marks', () => {
  test('are 16 KiB and 64 KiB at first', () =>
    withSide(async (_loop, { transport }) => {
      expect(transport.getWriteBufferLimits()).toEqual([16_384, 65_536]);
    }));

  test.each([
    [{ high: 10 }, [2, 10]],
    [{ low: 10 }, [10, 40]],
    [{ high: 0 }, [0, 0]],
    [{ low: 0 }, [0, 0]],
    [{ high: 5, low: 5 }, [5, 5]],
    [{}, [16_384, 65_536]],
    [undefined, [16_384, 65_536]],
  ])('set by %j are %j', (limits, expected) =>
    withSide(async (_loop, { transport }) => {
      transport.setWriteBufferLimits({ high: 1000, low: 1 });
      transport.setWriteBufferLimits(limits);
      expect(transport.getWriteBufferLimits()).toEqual(expected);
    }),
  );

  test.each([{ high: 1, low: 2 }, { high: -1 }, { low: -1 }, { high: Number.NaN }, { low: Number.NaN }])(
    '%j are refused and change nothing',
    (limits) =>
      withSide(async (_loop, { transport }) => {
        expect(() => transport.setWriteBufferLimits(limits)).toThrow(RangeError);
        expect(transport.getWriteBufferLimits()).toEqual([16_384, 65_536]);
      }),
  );
});

describe('pauseWriting', () => {
  test('comes from inside write, once, when the buffer rises above the high mark', () =>
    withSide(async (_loop, side) => {
      const size = fillBuffer(side);
      side.transport.setWriteBufferLimits({ high: size + 10, low: 0 });
      side.transport.write('1234567890');
      expect(side.protocol.events).toEqual(['made']);
      side.transport.write('1');
      expect(side.protocol.events).toEqual(['made', 'pause']);
      side.transport.write(MUCH);
      expect(side.protocol.events).toEqual(['made', 'pause']);
    }));

  test('comes at once when the high mark is set below the buffer', () =>
    withSide(async (_loop, side) => {
      fillBuffer(side);
      expect(side.protocol.events).toEqual(['made']);
      side.transport.setWriteBufferLimits({ high: 10 });
      expect(side.protocol.events).toEqual(['made', 'pause']);
      side.transport.setWriteBufferLimits({ high: 5 });
      expect(side.protocol.events).toEqual(['made', 'pause']);
    }));

  test('with a high mark of 0 comes for the first byte that is buffered', () =>
    withSide(async (loop, { transport, protocol, peer }) => {
      transport.setWriteBufferLimits({ high: 0 });
      transport.write('taken at once');
      expect(protocol.events).toEqual(['made']);
      transport.write(MUCH);
      expect(protocol.events).toEqual(['made', 'pause']);
      await readAll(loop, peer, 13 + MUCH.length);
      await until(() => transport.getWriteBufferSize() === 0);
      expect(protocol.events).toEqual(['made', 'pause', 'resume']);
    }));
});

describe('resumeWriting', () => {
  test('comes when the buffer fell to the low mark, not before', () => {
    const protocol = new Recorder();
    const sizes: number[] = [];
    protocol.on = (event) => void (event === 'resume' && sizes.push(protocol.transport?.getWriteBufferSize() ?? -1));
    return withSide(async (loop, { transport, peer }) => {
      transport.setWriteBufferLimits({ high: 200_000, low: 100_000 });
      transport.write(MUCH);
      await readAll(loop, peer, MUCH.length);
      await until(() => sizes.length > 0);
      expect(sizes.length).toBe(1);
      expect(sizes[0]).toBeLessThanOrEqual(100_000);
      expect(protocol.order).toEqual(['made', 'pause', 'resume']);
    }, protocol);
  });

  test('strictly takes turns with pauseWriting over a long transfer', () =>
    withLoop(async (loop) => {
      const [left, right] = await openPair(loop);
      let writable = true;
      left.on = (event) => {
        if (event === 'pause') writable = false;
        if (event === 'resume') writable = true;
      };
      for (let sent = 0; sent < 100; sent++) {
        await until(() => writable);
        left.transport.write(Buffer.alloc(200_000));
      }
      await until(() => right.bytes === 20_000_000);
      await until(() => writable);
      const turnsTaken = left.events.filter((event) => event === 'pause' || event === 'resume');
      expect(turnsTaken.length).toBeGreaterThan(2);
      expect(turnsTaken.every((event, index) => event === (index % 2 === 0 ? 'pause' : 'resume'))).toBe(true);
      expect(turnsTaken.at(-1)).toBe('resume');
      await finish(left, right);
    }));

  test('may write again and so cause the next pause', () => {
    const protocol = new Recorder();
    let more = 3;
    protocol.on = (event) => void (event === 'resume' && more-- > 0 && protocol.transport?.write(MUCH));
    return withSide(async (loop, { transport, peer }) => {
      transport.write(MUCH);
      await readAll(loop, peer, 4 * MUCH.length);
      await until(() => transport.getWriteBufferSize() === 0);
      expect(protocol.order).toEqual(['made', 'pause', 'resume', 'pause', 'resume', 'pause', 'resume', 'pause', 'resume']);
    }, protocol);
  });

  test('may write again while closing, which waits for that too', () =>
    withLoop(async (loop) => {
      const protocol = new Recorder();
      let more = true;
      protocol.on = (event) => {
        if (event !== 'resume' || !more) return;
        more = false;
        protocol.transport?.write(MUCH);
      };
      const { transport, peer } = await openSide(loop, protocol);
      transport.write(MUCH);
      transport.close();
      expect((await readAll(loop, peer)).length).toBe(2 * MUCH.length);
      await until(() => protocol.lost);
      expect(protocol.order).toEqual(['made', 'pause', 'resume', 'pause', 'resume', 'lost null']);
      peer.close();
    }));

  test('does not come after abort', () =>
    withLoop(async (loop) => {
      const { transport, protocol, peer } = await openSide(loop);
      transport.write(MUCH);
      transport.abort();
      await turns(5);
      expect(protocol.events).toEqual(['made', 'pause', 'lost null']);
      peer.close();
    }));
});

test.each(['pause', 'resume'] as const)('an error thrown in %sWriting is reported, and the connection goes on', (which) =>
  withLoop(async (loop, reports) => {
    const protocol = new Recorder();
    protocol.on = (event) => {
      if (event === which) throw new Error('from the protocol');
    };
    const side = await openSide(loop, protocol);
    side.transport.write(MUCH);
    await readAll(loop, side.peer, MUCH.length);
    await until(() => side.transport.getWriteBufferSize() === 0);
    expect(reports.splice(0)).toEqual([
      {
        message: `protocol.${which}Writing() failed`,
        exception: expect.objectContaining({ message: 'from the protocol' }),
        transport: side.transport,
        protocol,
      },
    ]);
    side.transport.write('goes on');
    expect(String(await readAll(loop, side.peer, 7))).toBe('goes on');
    expect(protocol.order).toEqual(['made', 'pause', 'resume']);
    await finish(side);
  }),
);
