import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, readFileSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLoop, type Loop } from '@tsyncio/core';
import { LoopHandle, stateOf } from '@tsyncio/core/area';
import { afterEach, describe, expect, test } from 'vitest';
import { eventfd, inotifyAddWatch, inotifyInit, inotifyMasks, inotifyRmWatch, nativeKernel, pidfdOpen, timerfd } from '../src/index.ts';

const { IN_CREATE = 0, IN_DELETE = 0, IN_IGNORED = 0 } = inotifyMasks;
const made: number[] = [];

afterEach(() => {
  for (const fd of made.splice(0)) closeSync(fd);
});

function keep(fd: number): number {
  made.push(fd);
  return fd;
}

/** Resolves once a loop finds the descriptor readable. */
async function readable(fd: number): Promise<void> {
  const loop: Loop = createLoop([], nativeKernel());
  const state = stateOf(loop);
  try {
    await loop.runUntilComplete(async () => {
      const ready = loop.createFuture<void>();
      const handle = new LoopHandle(state, state.baseCell, () => ready.done() || ready.setResult(), []);
      state.readiness.setReader(fd, handle);
      await ready;
      state.readiness.removeReader(fd);
    });
  } finally {
    loop.close();
  }
}

function flagsOf(fd: number): number {
  return Number.parseInt(/^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1] ?? '', 8);
}

test.each([
  ['eventfd', () => eventfd()],
  ['timerfd', () => timerfd(1000)],
  ['pidfd', () => pidfdOpen(process.pid)],
  ['inotify', () => inotifyInit()],
])('%s is close-on-exec', (_name, make) => {
  expect(flagsOf(keep(make())) & 0o2000000).toBe(0o2000000);
});

test('an eventfd is readable while it counts something', async () => {
  const fd = keep(eventfd());
  writeSync(fd, BigUint64Array.of(3n));
  await readable(fd);
  const count = new BigUint64Array(1);
  readSync(fd, count);
  expect(count[0]).toBe(3n);
  expect(() => readSync(fd, count)).toThrow(expect.objectContaining({ code: 'EAGAIN' }));
  readSync(keep(eventfd(7)), count);
  expect(count[0]).toBe(7n);
});

test('a timerfd is readable after its time, and again after each interval', async () => {
  const fd = keep(timerfd(5, 2));
  const expirations = new BigUint64Array(1);
  for (let i = 0; i < 2; i++) {
    await readable(fd);
    readSync(fd, expirations);
    expect(expirations[0]).toBeGreaterThan(0n);
  }
});

test('a pidfd is readable once its process has ended', async () => {
  const child: ChildProcess = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
  const fd = keep(pidfdOpen(child.pid as number));
  const ended = once(child, 'exit');
  const ready = readable(fd);
  child.stdin?.end();
  await ready;
  await ended;
});

test('an inotify instance tells what happened in a folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-inotify-'));
  const fd = keep(inotifyInit());
  const watch = inotifyAddWatch(fd, folder, IN_CREATE | IN_DELETE);
  writeFileSync(join(folder, 'new.txt'), '');
  await readable(fd);
  const buffer = Buffer.alloc(4096);
  const length = readSync(fd, buffer);
  expect([buffer.readInt32LE(0), buffer.readUInt32LE(4)]).toEqual([watch, IN_CREATE]);
  expect(buffer.toString('utf8', 16, length)).toMatch(/^new\.txt\0/);
  inotifyRmWatch(fd, watch);
  readSync(fd, buffer);
  expect(buffer.readUInt32LE(4)).toBe(IN_IGNORED);
  rmSync(folder, { recursive: true });
});

describe('what cannot be is an error', () => {
  test('of the system, with its name', () => {
    expect(() => pidfdOpen(2 ** 22 + 1)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/ESRCH|EINVAL/), syscall: 'pidfd_open' }),
    );
    const fd = keep(inotifyInit());
    expect(() => inotifyAddWatch(fd, '/nowhere/at/all', IN_CREATE)).toThrow(
      expect.objectContaining({ code: 'ENOENT', syscall: 'inotify_add_watch', path: '/nowhere/at/all' }),
    );
    expect(() => inotifyRmWatch(fd, 99)).toThrow(expect.objectContaining({ code: 'EINVAL' }));
  });

  test('of the argument, in words', () => {
    expect(() => eventfd(-1)).toThrow('the initial value must be an integer from 0');
    expect(() => timerfd(Number.NaN)).toThrow('milliseconds, got NaN');
    expect(() => pidfdOpen(1.5)).toThrow('a process id');
    expect(() => inotifyAddWatch(0, '/', -1)).toThrow('a mask');
  });
});
