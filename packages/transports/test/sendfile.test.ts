import { appendFile, truncate } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { finish, openSide, readAll, readNow } from './recorder.ts';
import { byBlocks, bySystem, openTcpSide, pattern, positionOf, withFifo, withFile } from './sent-files.ts';
import { turns, until, withLoop } from './with-loop.ts';

/** This moves many bytes. */
const SLOW = { timeout: 180_000 };
const MUCH = pattern(3 << 20);

describe.each([bySystem, byBlocks])('sendfile $way', ({ over }) => {
  test.each([0, 1, 65_537, MUCH.length])('sends all %d bytes of a file, and leaves it at its end', (size) =>
    withFile(MUCH.subarray(0, size), (file) =>
      withLoop(async (loop) => {
        const side = await openTcpSide(loop);
        const receiving = loop.createTask(() => readAll(loop, side.peer, size));
        expect(await loop.sendfile(over(side.transport), file)).toBe(size);
        expect((await receiving).equals(MUCH.subarray(0, size))).toBe(true);
        expect(await positionOf(file, size)).toBe(size);
        await finish(side);
      }),
    ),
  );

  test('comes between what was written before and after it', () =>
    withFile(MUCH, (file) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        const before = Buffer.alloc(1 << 20, 'b');
        side.transport.write(before);
        expect(side.transport.getWriteBufferSize()).toBeGreaterThan(0);
        const receiving = loop.createTask(() => readAll(loop, side.peer));
        await loop.sendfile(over(side.transport), file);
        side.transport.write('after');
        side.transport.close();
        expect((await receiving).equals(Buffer.concat([before, MUCH, Buffer.from('after')]))).toBe(true);
        await finish(side);
      }),
    ));

  test.each([
    [0, 10],
    [1000, 2000],
    [MUCH.length - 5, 100],
    [MUCH.length + 5, 100],
    [77, null],
  ])('from offset %d on sends %d bytes, or up to the end of the file', (offset, count) =>
    withFile(MUCH, (file) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        await file.read(Buffer.alloc(33), 0, 33, null); // where it stands does not matter
        const expected = MUCH.subarray(offset, count === null ? undefined : offset + count);
        const receiving = loop.createTask(() => readAll(loop, side.peer, expected.length));
        expect(await loop.sendfile(over(side.transport), file, { offset, count })).toBe(expected.length);
        expect((await receiving).equals(expected)).toBe(true);
        expect(await positionOf(file, Math.max(MUCH.length, offset))).toBe(offset + expected.length);
        await finish(side);
      }),
    ),
  );

  test('takes a descriptor for a FileHandle', () =>
    withFile('content', (file) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        expect(await loop.sendfile(over(side.transport), file.fd)).toBe(7);
        expect(String(readNow(side.peer))).toBe('content');
        await finish(side);
      }),
    ));

  test('gives the protocol nothing that arrives meanwhile, and all of it afterwards', () =>
    withFile(MUCH, (file) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        const sending = loop.createTask(async () => loop.sendfile(over(side.transport), file));
        await until(() => !side.transport.isReading());
        side.peer.send(Buffer.from('hello'));
        await turns(5);
        expect(side.protocol.events).toEqual(['made']);
        await readAll(loop, side.peer, MUCH.length);
        await sending;
        expect(side.transport.isReading()).toBe(true);
        await until(() => side.protocol.text === 'hello');
        await finish(side);
      }),
    ));

  test('leaves reading paused that was paused', () =>
    withFile('content', (file) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        side.transport.pauseReading();
        await loop.sendfile(over(side.transport), file);
        side.peer.send(Buffer.from('hello'));
        await turns(5);
        expect([side.transport.isReading(), side.protocol.events]).toEqual([false, ['made']]);
        await finish(side);
      }),
    ));

  test('keeps pauseWriting and resumeWriting in turns, and the water marks as they were', () =>
    withFile(MUCH, (file) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        side.transport.setWriteBufferLimits({ high: 5000, low: 1000 });
        side.transport.write(Buffer.alloc(1 << 20));
        expect(side.protocol.events).toEqual(['made', 'pause']);
        const receiving = loop.createTask(() => readAll(loop, side.peer, (1 << 20) + MUCH.length));
        await loop.sendfile(over(side.transport), file);
        await receiving;
        expect(side.protocol.events).toEqual(['made', 'pause', 'resume']);
        expect(side.transport.getWriteBufferLimits()).toEqual([1000, 5000]);
        side.transport.write(Buffer.alloc(1 << 20));
        expect(side.protocol.events).toEqual(['made', 'pause', 'resume', 'pause']);
        await finish(side);
      }),
    ));

  test('tells a protocol that ends the connection when the peer does, once the file was sent', () =>
    withFile('content', (file) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        const sending = loop.createTask(async () => loop.sendfile(over(side.transport), file));
        side.peer.shutdown('write');
        expect(await sending).toBe(7);
        await until(() => side.protocol.lost);
        expect(side.protocol.order).toEqual(['made', 'eof', 'lost null']);
        expect(String(readNow(side.peer))).toBe('content');
        await finish(side);
      }),
    ));

  test('sends what a file has grown by, and ends with one that shrank', () =>
    withFile(MUCH, (file, path) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        const grown = loop.createTask(async () => loop.sendfile(over(side.transport), file));
        await turns(3);
        await appendFile(path, 'more');
        expect((await readAll(loop, side.peer, MUCH.length + 4)).subarray(-4).toString()).toBe('more');
        expect(await grown).toBe(MUCH.length + 4);
        const shrunk = loop.createTask(async () => loop.sendfile(over(side.transport), file));
        await turns(3);
        await truncate(path, 10);
        const receiving = loop.createTask(() => readAll(loop, side.peer));
        const sent = await shrunk;
        side.transport.close();
        expect((await receiving).length).toBe(sent);
        expect(sent).toBeLessThan(MUCH.length);
        await finish(side);
      }),
    ));

  test('sends a file that has no offsets through memory, as it comes', () =>
    withFifo((reading, writing) =>
      withLoop(async (loop) => {
        const side = await openSide(loop);
        const sending = loop.createTask(async () => loop.sendfile(over(side.transport), reading));
        await writing.write('one');
        expect(String(await loop.sockRecv(side.peer, 100))).toBe('one');
        await turns(5);
        await writing.write('two');
        expect(String(await loop.sockRecv(side.peer, 100))).toBe('two');
        await writing.close();
        expect(await sending).toBe(6);
        expect(side.transport.isReading()).toBe(true);
        await finish(side);
      }),
    ));
});

test('100 MB arrive whole at a peer that reads slowly', SLOW, () => {
  const part = pattern(1_000_003);
  const content = Buffer.concat(Array.from({ length: 100 }, () => part));
  return withFile(content, (file) =>
    withLoop(async (loop) => {
      const side = await openTcpSide(loop);
      const sending = loop.createTask(async () => loop.sendfile(side.transport, file));
      let received = 0;
      for (let same = true; received < content.length; expect(same).toBe(true)) {
        await turns(2);
        const data = await loop.sockRecv(side.peer, 300_000);
        same = data.equals(content.subarray(received, received + data.length));
        received += data.length;
      }
      expect(await sending).toBe(content.length);
      await finish(side);
    }),
  );
});
