import { LoopError, SendfileNotAvailableError, type WriteTransport } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { finish, openSide, readAll } from './recorder.ts';
import { byBlocks, bySystem, pattern, positionOf, withFifo, withFile } from './sent-files.ts';
import { newLoop, turns, until, withLoop } from './with-loop.ts';

const MUCH = pattern(3 << 20);
const WRONG_STATE = { name: 'LoopError', code: 'ERR_TRANSPORT_STATE' };

describe('while a file is sent', () => {
  test.each<[string, (transport: WriteTransport) => void]>([
    ['write', (transport) => transport.write('x')],
    ['write of nothing', (transport) => transport.write('')],
    ['writelines', (transport) => transport.writelines(['x', 'y'])],
    ['writeEof', (transport) => transport.writeEof()],
  ])('%s throws ERR_TRANSPORT_STATE, and the file arrives', (_title, call) =>
    withFile(MUCH, (file) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        const sending = loop.createTask(async () => loop.sendfile(side.transport, file));
        await turns(2);
        const error = await failureOf(async () => call(side.transport));
        expect(error).toBeInstanceOf(LoopError);
        expect(error).toMatchObject(WRONG_STATE);
        expect((await readAll(loop, side.peer, MUCH.length)).equals(MUCH)).toBe(true);
        await sending;
        side.transport.write('x');
        await finish(side);
      }),
    ),
  );

  test('writing throws already while what was written before waits', () =>
    withFile('content', (file) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        side.transport.write(MUCH);
        const sending = loop.createTask(async () => loop.sendfile(side.transport, file));
        await turns(2);
        expect(await failureOf(async () => side.transport.write('x'))).toMatchObject(WRONG_STATE);
        expect((await readAll(loop, side.peer, MUCH.length + 7)).length).toBe(MUCH.length + 7);
        expect(await sending).toBe(7);
        await finish(side);
      }),
    ));

  test.each([bySystem, byBlocks])('a second one is refused $way, and the first goes on', ({ over }) =>
    withFile(MUCH, (file) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        const sending = loop.createTask(async () => loop.sendfile(over(side.transport), file));
        await turns(2);
        expect(await failureOf(() => loop.sendfile(over(side.transport), file))).toMatchObject(WRONG_STATE);
        expect((await readAll(loop, side.peer, MUCH.length)).equals(MUCH)).toBe(true);
        expect(await sending).toBe(MUCH.length);
        await finish(side);
      }),
    ),
  );

  test('the descriptor is the transport’s again afterwards', () =>
    withFile('content', (file) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        await loop.sendfile(side.transport, file);
        const sock = side.transport.getExtraInfo('socket');
        expect(await failureOf(async () => loop.addReader(sock as NonNullable<typeof sock>, () => {}))).toMatchObject({
          code: 'ERR_FD_IN_USE',
        });
        await finish(side);
      }),
    ));
});

describe('sendfile is refused', () => {
  test.each([bySystem, byBlocks])('for a transport that is closing ($way)', ({ over }) =>
    withFile('content', (file) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        side.transport.close();
        const error = await failureOf(() => loop.sendfile(over(side.transport), file));
        expect(error).toMatchObject(WRONG_STATE);
        expect(error.message).toContain('closing');
        await finish(side);
      }),
    ),
  );

  test('after writeEof', () =>
    withFile('content', (file) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        side.transport.writeEof();
        expect(await failureOf(() => loop.sendfile(side.transport, file))).toMatchObject(WRONG_STATE);
        await finish(side);
      }),
    ));

  test('for a transport of datagrams, which is named', () =>
    withFile('content', (file) =>
      withLoop(async (loop) => {
        const datagrams = { isClosing: () => false, sendto: () => {}, toString: () => '<DatagramTransport fd=9>' };
        const error = await failureOf(() => loop.sendfile(datagrams as unknown as WriteTransport, file));
        expect(error).toMatchObject(WRONG_STATE);
        expect(error.message).toContain('<DatagramTransport fd=9>');
      }),
    ));

  test('without fallback, where the system cannot send; nothing is sent and the transport goes on', () =>
    withFifo((reading, writing) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        await writing.write('kept');
        for (const { over } of [bySystem, byBlocks])
          expect(await failureOf(() => loop.sendfile(over(side.transport), reading, { fallback: false }))).toBeInstanceOf(
            SendfileNotAvailableError,
          );
        side.transport.write('x');
        expect(String(await loop.sockRecv(side.peer, 10))).toBe('x');
        expect(side.transport.isReading()).toBe(true);
        expect((await reading.read(Buffer.alloc(10), 0, 10, null)).bytesRead).toBe(4);
        await finish(side);
      }),
    ));

  test.each([bySystem, byBlocks])('for an offset in a file that has none ($way)', ({ over }) =>
    withFifo((reading) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        expect(await failureOf(() => loop.sendfile(over(side.transport), reading, { offset: 1 }))).toMatchObject({ code: 'ESPIPE' });
        expect(side.transport.isReading()).toBe(true);
        await finish(side);
      }),
    ),
  );

  test('for wrong arguments, before anything happens', () =>
    withFile('content', (file) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        const { transport } = side;
        const wrong: [unknown[], typeof TypeError | typeof RangeError][] = [
          [[null, file], TypeError],
          [[{}, file], TypeError],
          [[transport, 'file'], TypeError],
          [[transport, null], TypeError],
          [[transport, -1], RangeError],
          [[transport, 1.5], RangeError],
          [[transport, file, { offset: -1 }], RangeError],
          [[transport, file, { offset: '1' }], TypeError],
          [[transport, file, { count: 0 }], RangeError],
          [[transport, file, { count: 1.5 }], RangeError],
          [[transport, file, { count: 'all' }], TypeError],
        ];
        for (const [args, type] of wrong) {
          const promise = loop.sendfile(...(args as Parameters<typeof loop.sendfile>));
          expect(promise).toBeInstanceOf(Promise);
          expect(await failureOf(() => promise), String(args.slice(1))).toBeInstanceOf(type);
        }
        expect(await failureOf(() => loop.sendfile(transport, 1_000_000))).toMatchObject({ code: 'EBADF' });
        expect(transport.isReading()).toBe(true);
        expect(await positionOf(file, 7)).toBe(0);
        await finish(side);
      }),
    ));

  test('on a closed loop', () =>
    withFile('content', async (file) => {
      const loop = newLoop();
      loop.close();
      const transport = { isClosing: () => false, write: () => {} } as unknown as WriteTransport;
      expect(await failureOf(() => loop.sendfile(transport, file))).toMatchObject({ code: 'ERR_LOOP_CLOSED' });
    }));

  test('for a file whose descriptor a transport reads', () =>
    withLoop(async (loop) => {
      const [side, other] = [await openSide(loop), await openSide(loop)];
      const fd = other.transport.getExtraInfo('socket')?.fileno() as number;
      expect(await failureOf(() => loop.sendfile(byBlocks.over(side.transport), fd))).toMatchObject({ code: 'ERR_FD_IN_USE' });
      await until(() => side.transport.isReading());
      await finish(side, other);
    }));
});
