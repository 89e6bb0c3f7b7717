import { createLoop, type Future, sleep } from '@tsyncio/core';
import { sockets } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { DeadlockError, simulatedKernel } from '../src/index.ts';

describe('a blocking run', () => {
  test('passes timers at once', () => {
    const loop = createLoop([], simulatedKernel());
    const times: number[] = [];
    loop.runUntilCompleteSync(
      (function* () {
        for (const delay of [5, 3_600_000]) {
          yield* sleep(delay);
          times.push(loop.time());
        }
      })(),
    );
    expect(times).toEqual([5, 3_600_005]);
    loop.close();
  });

  test('drives sockets', () => {
    const kernel = simulatedKernel({ seed: 3 });
    const loop = createLoop([sockets()], kernel);
    const [left, right] = kernel.sockets.pair(1, 1, 0) as [number, number];
    const read: string[] = [];
    loop.addReader(right, () => {
      read.push(String(kernel.sockets.recv(right, 100, 0)));
      loop.stop();
    });
    loop.callLater(50, () => kernel.sockets.send(left, Buffer.from('after a while'), 0, 0));
    loop.runForeverSync();
    expect([read, loop.time()]).toEqual([['after a while'], 50]);
    loop.removeReader(right);
    for (const fd of [left, right]) kernel.sockets.close(fd);
    loop.close();
  });

  test('a wake that came before is used up by one poll', () => {
    const { turns, clock } = simulatedKernel();
    turns.wake();
    turns.wake();
    expect(turns.pollSync(Number.POSITIVE_INFINITY)).toBe(0);
    expect(turns.pollSync(12)).toBe(0);
    expect(clock.now()).toBe(12);
  });

  test('a deadline that has passed does not move the clock back', () => {
    const { turns, clock } = simulatedKernel({ start: 100 });
    expect(turns.pollSync(50)).toBe(0);
    expect(clock.now()).toBe(100);
  });
});

describe('a blocking run that can never go on', () => {
  test('throws a DeadlockError instead of waiting for ever', () => {
    const loop = createLoop([], simulatedKernel());
    const never: Future<void> = loop.createFuture<void>();
    let error: unknown;
    try {
      loop.runUntilCompleteSync(never);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(DeadlockError);
    expect(error).toMatchObject({
      name: 'DeadlockError',
      code: 'ERR_DEADLOCK',
      message: 'deadlock: nothing is ready and no timer is set; no descriptor is waited for',
      waiting: [],
    });
    expect(loop.isRunning()).toBe(false);
    loop.close();
  });

  test('names the descriptors that are waited for', () => {
    const kernel = simulatedKernel();
    const loop = createLoop([sockets()], kernel);
    const { AF_INET = 0, SOCK_STREAM = 0 } = kernel.sockets.constants;
    const fd = kernel.sockets.open(AF_INET, SOCK_STREAM, 0);
    kernel.sockets.bind(fd, { host: '127.0.0.1', port: 8080 });
    kernel.sockets.listen(fd, 1);
    loop.addReader(fd, () => expect.unreachable());
    expect(() => loop.runForeverSync()).toThrow(/waited for: descriptor 3 \(TCP 127\.0\.0\.1:8080, listening\) to be readable$/);
    loop.addWriter(fd, () => expect.unreachable());
    expect(() => loop.runForeverSync()).toThrow(/to be readable or writable$/);
    loop.removeReader(fd);
    loop.removeWriter(fd);
    kernel.sockets.close(fd);
    loop.close();
  });
});
