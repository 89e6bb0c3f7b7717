import { execFileSync } from 'node:child_process';
import { closeSync, constants as fsConstants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLoop } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { describe, expect, test } from 'vitest';
import { constants, socket, socketpair, sockets } from '../src/index.ts';
import { fill, kernel, listening } from './listening.ts';
import { turns, until, withLoop } from './with-loop.ts';
import { withPair } from './with-pair.ts';

describe('a reader', () => {
  test('is called with its arguments once there is something to read, not before', () =>
    withPair(async (loop, left, right) => {
      const calls: unknown[][] = [];
      const handle = loop.addReader(right, (...args: unknown[]) => calls.push(args), 1, 'two');
      await turns(3);
      expect(calls).toEqual([]);
      left.send('x');
      await until(() => calls.length > 0);
      expect(calls[0]).toEqual([1, 'two']);
      expect(handle.cancelled()).toBe(false);
    }));

  test('takes a number as well as a socket', () =>
    withPair(async (loop, left, right) => {
      let called = 0;
      loop.addReader(right.fileno(), () => called++);
      left.send('x');
      await until(() => called > 0);
      expect(loop.removeReader(right)).toBe(true);
    }));

  test('is called once in every turn for as long as there is something to read', () =>
    withPair(async (loop, left, right) => {
      let [turn, last, called] = [0, -1, 0];
      let counting = true;
      const count = (): void => {
        turn++;
        if (counting) loop.callSoon(count);
      };
      loop.callSoon(count);
      left.send('x');
      loop.addReader(right, () => {
        expect(turn, 'twice in one turn').toBeGreaterThan(last);
        last = turn;
        called++;
      });
      await turns(20);
      counting = false;
      expect(called).toBeGreaterThanOrEqual(18);
      right.recv(1);
      await turns(2);
      const before = called;
      await turns(5);
      expect(called).toBe(before);
    }));

  test('is called at the end of the stream', () =>
    withPair(async (loop, left, right) => {
      const read = loop.createFuture<number>();
      loop.addReader(right, () => {
        loop.removeReader(right);
        read.setResult(right.recv(1).length);
      });
      left.close();
      expect(await read).toBe(0);
    }));

  test('replaces and cancels the one before, and leaves the writer', () =>
    withPair(async (loop, left, right) => {
      const calls: string[] = [];
      const writer = loop.addWriter(right, () => calls.push('writer'));
      const first = loop.addReader(right, () => calls.push('first'));
      const second = loop.addReader(right, () => calls.push('second'));
      expect([first.cancelled(), second.cancelled(), writer.cancelled()]).toEqual([true, false, false]);
      left.send('x');
      await until(() => calls.includes('second') && calls.includes('writer'));
      expect(calls).not.toContain('first');
    }));

  test('that was removed is not called any more, though it was due in this very turn', () =>
    withPair(async (loop, left, right) => {
      const calls: string[] = [];
      left.send('x');
      right.send('x');
      const removeBoth = (name: string): void => {
        calls.push(name);
        loop.removeReader(left);
        loop.removeReader(right);
      };
      loop.addReader(left, removeBoth, 'left');
      loop.addReader(right, removeBoth, 'right');
      await turns(5);
      expect(calls.length).toBe(1);
    }));

  test('is called once for what came in the turn in which the loop was stopped, not again by the next run', () =>
    withPair(async (_loop, left, right) => {
      const loop = createLoop([sockets()], nativeKernel());
      const calls: string[] = [];
      left.send('x');
      loop.addReader(right, () => calls.push(String(right.recv(10))));
      loop.callSoon(loop.stop);
      await loop.runForever();
      loop.callSoon(loop.stop);
      await loop.runForever();
      loop.removeReader(right);
      loop.close();
      expect(calls).toEqual(['x']);
    }));

  test('can be replaced inside its own callback', () =>
    withPair(async (loop, left, right) => {
      const calls: string[] = [];
      left.send('x');
      loop.addReader(right, () => {
        calls.push('first');
        loop.addReader(right, () => calls.push('second'));
      });
      await until(() => calls.length > 2);
      expect(calls.slice(0, 3)).toEqual(['first', 'second', 'second']);
    }));

  test('can remove itself and close its socket inside its callback', () =>
    withPair(async (loop, left, right) => {
      let called = 0;
      left.send('x');
      loop.addReader(right, () => {
        called++;
        loop.removeReader(right);
        right.close();
      });
      await turns(5);
      expect(called).toBe(1);
    }));

  test('whose socket was closed inside its callback does not read what got the number next', () =>
    withPair(async (loop, left, right) => {
      const calls: string[] = [];
      const number = right.fileno();
      left.send('x');
      loop.addReader(right, () => {
        calls.push('old');
        loop.removeReader(right);
        right.close();
        const [next, other] = socketpair();
        for (const sock of [next, other]) if (sock.fileno() === number) loop.addReader(sock, () => calls.push('new'));
        loop.callLater(2, () => {
          loop.removeReader(number);
          next.close();
          other.close();
        });
      });
      await until(() => calls.length > 0 && stateOf(loop).readiness.size === 0);
      expect(calls).toEqual(['old']);
    }));

  test('that throws is reported and called again', () =>
    withLoop(async (loop, reports) => {
      const [left, right] = socketpair();
      left.send('x');
      loop.addReader(right, () => {
        throw new Error('from the reader');
      });
      await until(() => reports.length >= 2);
      expect(reports.splice(0)[0]).toMatchObject({ exception: expect.objectContaining({ message: 'from the reader' }) });
      loop.removeReader(right);
      for (const sock of [left, right]) sock.close();
      await turns(2);
    }));

  test('runs with the context variables of who added it', () =>
    withPair(async (loop, left, right) => {
      const { ContextVar } = await import('@tsyncio/core');
      const variable = new ContextVar<string>('where');
      const seen = loop.createFuture<string>();
      variable.set('at addReader');
      loop.addReader(right, () => {
        loop.removeReader(right);
        seen.setResult(variable.get('nowhere'));
      });
      variable.set('later');
      left.send('x');
      expect(await seen).toBe('at addReader');
    }));
});

test('a pipe can be watched', () =>
  withLoop(async (loop) => {
    const folder = mkdtempSync(join(tmpdir(), 'tsyncio-pipe-'));
    const path = join(folder, 'fifo');
    execFileSync('mkfifo', [path]);
    const fd = openSync(path, fsConstants.O_RDWR | fsConstants.O_NONBLOCK);
    const text = loop.createFuture<string>();
    loop.addReader(fd, () => {
      loop.removeReader(fd);
      const buffer = Buffer.alloc(10);
      text.setResult(String(buffer.subarray(0, readSync(fd, buffer))));
    });
    await turns(3);
    expect(text.done()).toBe(false);
    writeSync(fd, 'through');
    expect(await text).toBe('through');
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }));

describe('a writer', () => {
  test('is called in every turn while there is room', () =>
    withPair(async (loop, left) => {
      let called = 0;
      loop.addWriter(left, () => called++);
      await turns(10);
      expect(called).toBeGreaterThanOrEqual(8);
    }));

  test('waits until a full socket has room', () =>
    withPair(async (loop, left, right) => {
      let called = 0;
      const total = fill(left);
      loop.addWriter(left, () => called++);
      await turns(5);
      expect(called).toBe(0);
      for (let left_ = total; left_ > 0; ) left_ -= right.recv(256 * 1024).length;
      await until(() => called > 0);
    }));

  test('of a descriptor goes without its reader, and the other way round', () =>
    withPair(async (loop, left, right) => {
      const calls = new Set<string>();
      left.send('x');
      loop.addReader(right, () => calls.add('reader'));
      loop.addWriter(right, () => calls.add('writer'));
      await until(() => calls.size === 2);
      expect(loop.removeReader(right)).toBe(true);
      await turns(1);
      calls.clear();
      await turns(3);
      expect([...calls]).toEqual(['writer']);
      loop.addReader(right, () => calls.add('reader'));
      expect(loop.removeWriter(right)).toBe(true);
      await turns(1);
      calls.clear();
      await turns(3);
      expect([...calls]).toEqual(['reader']);
    }));
});

test('the descriptors of a loop that was closed are left open and can be watched by another', async () => {
  const [left, right] = socketpair(constants.AF_UNIX, constants.SOCK_STREAM, 0, { kernel });
  const first = createLoop([sockets()], nativeKernel());
  first.addReader(right, () => {});
  first.close();
  await withLoop(async (loop) => {
    left.send('x');
    expect(String(await loop.sockRecv(right, 1))).toBe('x');
  });
  for (const sock of [left, right]) sock.close();
});

test('two loops can watch the same descriptor', async () => {
  const [server, address] = listening();
  const accepted: string[] = [];
  const serve = (name: string): Promise<void> =>
    withLoop(async (loop) => {
      const client = socket();
      await loop.sockConnect(client, address);
      const [conn] = await loop.sockAccept(server);
      accepted.push(name);
      conn.close();
      client.close();
    });
  await Promise.all([serve('one'), serve('other')]);
  expect(accepted.sort()).toEqual(['one', 'other']);
  server.close();
});
