import { closeSync, openSync } from 'node:fs';
import { constants as os } from 'node:os';
import { createLoop } from '@tsyncio/core';
import { LoopHandle, READABLE, stateOf, WRITABLE } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { pairOf, withEachPoller } from './kernels.ts';
import { HostedRun, ready } from './watched.ts';

const BOTH = READABLE | WRITABLE;
const { EPERM, EBADF, ENOENT, EEXIST } = os.errno;

withEachPoller(({ newKernel }) => {
  describe('the poller', () => {
    test('is level-triggered, tells reading and writing apart, and a hang-up as both', () => {
      const kernel = newKernel();
      const { poller, sockets } = kernel;
      const [left, right] = pairOf(kernel);
      expect(poller.register(right, WRITABLE)).toBe(0);
      expect([...ready(kernel)]).toEqual([[right, WRITABLE]]);
      expect(poller.modify(right, READABLE)).toBe(0);
      expect([...ready(kernel)]).toEqual([]);
      sockets.send(left, Buffer.from('x'), 0, 0);
      for (let i = 0; i < 3; i++) expect([...ready(kernel)]).toEqual([[right, READABLE]]);
      sockets.shutdown(left, 2);
      expect([...ready(kernel)]).toEqual([[right, BOTH]]);
      expect(poller.unregister(right)).toBe(0);
      expect([...ready(kernel)]).toEqual([]);
    });

    test('tells both directions of a descriptor as one event', () => {
      const kernel = newKernel();
      const [left, right] = pairOf(kernel);
      kernel.poller.register(right, BOTH);
      expect([...ready(kernel)]).toEqual([[right, WRITABLE]]);
      kernel.sockets.send(left, Buffer.from('x'), 0, 0);
      expect([...ready(kernel)]).toEqual([[right, BOTH]]);
      kernel.poller.modify(right, READABLE);
      expect([...ready(kernel)]).toEqual([[right, READABLE]]);
      kernel.poller.modify(right, WRITABLE);
      expect([...ready(kernel)]).toEqual([[right, WRITABLE]]);
    });

    test('tells a hang-up without data to one who waits for either direction', () => {
      const kernel = newKernel();
      for (const interest of [READABLE, WRITABLE, BOTH]) {
        const [left, right] = pairOf(kernel);
        kernel.poller.register(right, interest);
        kernel.sockets.shutdown(left, 2);
        expect(ready(kernel).get(right)).toBe(BOTH);
        kernel.poller.unregister(right);
      }
    });

    test('answers a negated error number for what it cannot watch', () => {
      const kernel = newKernel();
      const { poller } = kernel;
      const [left] = pairOf(kernel);
      for (const path of [import.meta.filename, import.meta.dirname]) {
        const file = openSync(path, 'r');
        expect(poller.register(file, READABLE)).toBe(-EPERM);
        expect(poller.unregister(file)).toBe(-ENOENT);
        closeSync(file);
      }
      for (const fd of [2 ** 30, -1]) {
        expect(poller.register(fd, READABLE)).toBe(-EBADF);
        expect(poller.modify(fd, READABLE)).toBe(-EBADF);
        expect(poller.unregister(fd)).toBe(-EBADF);
      }
      expect(poller.modify(left, READABLE)).toBe(-ENOENT);
      expect(poller.unregister(left)).toBe(-ENOENT);
      expect(poller.register(left, READABLE)).toBe(0);
      expect(poller.register(left, READABLE)).toBe(-EEXIST);
      expect(poller.unregister(left)).toBe(0);
    });

    test('loses none of more descriptors than one poll can tell, however often the first are ready', () => {
      const kernel = newKernel();
      const fds = Array.from({ length: 1100 }, () => pairOf(kernel)).flat();
      for (const fd of fds) expect(kernel.poller.register(fd, WRITABLE)).toBe(0);
      const told = new Set<number>();
      let polls = 0;
      for (; polls < Math.ceil(fds.length / 1024); polls++) for (const fd of ready(kernel).keys()) told.add(fd);
      expect(told.size).toBe(fds.length);
      for (const fd of fds) expect(kernel.poller.unregister(fd)).toBe(0);
      expect(ready(kernel).size).toBe(0);
    });

    test('goes on telling the others when some are taken away between polls', () => {
      const kernel = newKernel();
      const fds = Array.from({ length: 20 }, () => pairOf(kernel)).flat();
      for (const fd of fds) kernel.poller.register(fd, WRITABLE);
      while (fds.length > 0) {
        expect([...ready(kernel).keys()].sort((a, b) => a - b)).toEqual(fds.toSorted((a, b) => a - b));
        for (const fd of fds.splice(fds.length >> 1, 3)) kernel.poller.unregister(fd);
      }
    });
  });

  describe('a loop on it', () => {
    test('does not call the reader of a descriptor that an earlier callback of the same turn closed', async () => {
      const kernel = newKernel();
      const { sockets } = kernel;
      const loop = createLoop([], kernel);
      const state = stateOf(loop);
      const pairs = [pairOf(kernel), pairOf(kernel)] as const;
      const called: number[] = [];
      const done = loop.createFuture<void>();
      for (const [mine, other] of [pairs, pairs.toReversed()] as const) {
        const read = (): void => {
          called.push(mine[1]);
          state.readiness.remove(mine[1]);
          state.readiness.remove(other[1]);
          sockets.shutdown(other[1], 2);
          loop.callLater(2, () => done.setResult());
        };
        state.readiness.setReader(mine[1], new LoopHandle(state, state.baseCell, read, []));
        sockets.send(mine[0], Buffer.from('x'), 0, 0);
      }
      await loop.runUntilComplete(done);
      loop.close();
      expect(called).toHaveLength(1);
    });

    test('can be closed in its own callback', async () => {
      const kernel = newKernel();
      const [left, right] = pairOf(kernel);
      let turns = 0;
      const closed = new Promise<void>((resolve) => {
        kernel.turns.attach(() => {
          turns++;
          kernel.close();
          resolve();
        });
      });
      kernel.poller.register(right, READABLE);
      kernel.turns.start();
      kernel.sockets.send(left, Buffer.from('x'), 0, 0);
      await closed;
      expect(() => kernel.turns.poll()).toThrow('this native kernel is closed');
      expect(turns).toBe(1);
    });

    test('is entered again and again while a descriptor is ready, and rests when it is not', async () => {
      const kernel = newKernel();
      const [left, right] = pairOf(kernel);
      kernel.poller.register(right, READABLE);
      kernel.sockets.send(left, Buffer.from('x'), 0, 0);
      const run = new HostedRun(kernel);
      await run.until(() => run.turns.length >= 3);
      expect(run.turns.every((told) => told.get(right) === READABLE)).toBe(true);
      kernel.sockets.recv(right, 10, 0);
      // One may have been on its way.
      expect(await run.turnsWithin(20)).toBeLessThanOrEqual(1);
      run.stop();
    });

    test('costs no time while nothing is ready', async () => {
      const kernel = newKernel();
      const [, right] = pairOf(kernel);
      kernel.poller.register(right, READABLE);
      const run = new HostedRun(kernel);
      await run.turnsWithin(1);
      const before = process.cpuUsage();
      expect(await run.turnsWithin(400)).toBe(0);
      const { user, system } = process.cpuUsage(before);
      run.stop();
      // A thread that spun would take all of it, in microseconds.
      expect(user + system).toBeLessThan(200_000);
    });
  });
});
