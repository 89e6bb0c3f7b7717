import { describe, expect, test } from 'vitest';
import { end, readerOf, start, startShell, stdinOf } from './child-recorder.ts';
import { turns, until, withLoop } from './with-loop.ts';

const MIB = 1 << 20;

describe('writing to a child', () => {
  test('pauses while it does not read, and resumes when it does', () =>
    withLoop(async (loop) => {
      const child = await startShell(loop, 'read go; cat >/dev/null');
      const { protocol } = child;
      const stdin = stdinOf(child);
      stdin.write(Buffer.alloc(MIB, 'x'));
      expect(protocol.has('pause')).toBe(true);
      expect(stdin.getWriteBufferSize()).toBeGreaterThan(MIB / 2);
      await turns(5);
      expect(protocol.has('resume')).toBe(false);
      stdin.write(Buffer.from('\n'));
      await until(() => protocol.has('resume'));
      expect(stdin.getWriteBufferSize()).toBeLessThanOrEqual(stdin.getWriteBufferLimits()[0]);
      stdin.close();
      expect(await end(child)).toBe(0);
      expect(protocol.events.filter((event) => event === 'pause')).toHaveLength(1);
    }));

  test('has its water marks', () =>
    withLoop(async (loop) => {
      const child = await start(loop, ['cat']);
      stdinOf(child).setWriteBufferLimits({ high: 10 * MIB });
      stdinOf(child).write(Buffer.alloc(5 * MIB));
      expect(child.protocol.has('pause')).toBe(false);
      stdinOf(child).close();
      await end(child);
      expect(child.protocol.bytes(1)).toBe(5 * MIB);
    }));

  test('that makes pauseWriting throw is reported', () =>
    withLoop(async (loop, reports) => {
      const child = await start(loop, ['cat']);
      child.protocol.on = (event) => {
        if (event === 'pause' || event === 'resume') throw new Error(event);
      };
      stdinOf(child).write(Buffer.alloc(5 * MIB));
      stdinOf(child).close();
      await end(child);
      expect(reports.splice(0).map(({ message }) => message)).toEqual([
        'protocol.pauseWriting() failed',
        'protocol.resumeWriting() failed',
      ]);
    }));
});

describe('reading from a child', () => {
  test('stops while paused: the child waits, and nothing is buffered here', () =>
    withLoop(async (loop) => {
      const child = await startShell(loop, 'head -c 4194304 /dev/zero; echo done >&2');
      const reader = readerOf(child);
      const { protocol } = child;
      reader.pauseReading();
      const before = protocol.bytes(1);
      await turns(50);
      expect(reader.isReading()).toBe(false);
      expect(protocol.bytes(1)).toBe(before);
      expect(protocol.text(2)).toBe('');
      reader.resumeReading();
      expect(await end(child)).toBe(0);
      expect(protocol.bytes(1)).toBe(4 * MIB);
      expect(protocol.text(2)).toBe('done\n');
    }));

  test('paused within pipeDataReceived gets nothing more until it is resumed', () =>
    withLoop(async (loop) => {
      const child = await start(loop, ['dd', 'if=/dev/zero', 'bs=65536', 'count=32', 'status=none']);
      const { protocol } = child;
      let paused = false;
      let count = 0;
      protocol.on = (event) => {
        if (event !== 'data 1') return;
        expect(paused).toBe(false);
        paused = true;
        count++;
        readerOf(child).pauseReading();
        loop.callLater(1, () => {
          paused = false;
          readerOf(child).resumeReading();
        });
      };
      await end(child);
      expect(protocol.bytes(1)).toBe(2 * MIB);
      expect(count).toBeGreaterThan(1);
    }));

  test('both ways at once moves 64 MiB with a buffer that stays small', () =>
    withLoop(async (loop) => {
      const child = await start(loop, ['cat']);
      const { protocol } = child;
      const stdin = stdinOf(child);
      const chunk = Buffer.alloc(MIB, 'ab');
      let sent = 0;
      let received = 0;
      let largest = 0;
      let ready = loop.createFuture<void>();
      protocol.pipeDataReceived = (_fd, data) => {
        received += data.length;
      };
      protocol.resumeWriting = () => ready.setResult();
      protocol.pauseWriting = () => {
        ready = loop.createFuture<void>();
      };
      ready.setResult();
      for (; sent < 64 * MIB; sent += chunk.length) {
        stdin.write(chunk);
        largest = Math.max(largest, stdin.getWriteBufferSize());
        await ready;
      }
      stdin.close();
      expect(await end(child)).toBe(0);
      expect(received).toBe(64 * MIB);
      expect(largest).toBeLessThan(2 * MIB);
    }));
});
