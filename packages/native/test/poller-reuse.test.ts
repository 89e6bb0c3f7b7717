import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { constants as os } from 'node:os';
import { READABLE, WRITABLE } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { runProgramOf } from '../../../test-support/run-program.ts';
import type { NativeKernel } from '../src/index.ts';
import { open, withEachPoller } from './kernels.ts';
import { HostedRun, ready } from './watched.ts';

const { EBADF, ENOENT, EPERM } = os.errno;
const BYTE = Buffer.from('x');

/** These start processes. */
const SLOW = { timeout: 180_000 };

/** A connected pair, of which the test closes what it wants by `close`, and the end of the test the rest. */
function closablePair({ sockets }: NativeKernel): { left: number; right: number; close(fd: number): void } {
  const fds = sockets.pair(sockets.constants.AF_UNIX ?? 1, sockets.constants.SOCK_STREAM ?? 1, 0);
  if (typeof fds === 'number') throw new Error(`no pair: ${fds}`);
  const living = new Set(fds);
  const close = (fd: number): void => {
    if (living.delete(fd)) sockets.close(fd);
  };
  open.push({ close: () => [...living].forEach(close) });
  return { left: fds[0], right: fds[1], close };
}

/** A child that holds a duplicate of `fd` until it is told to end. */
async function holderOf(fd: number): Promise<{ letGo(): Promise<void> }> {
  const child: ChildProcess = spawn('cat', [], { stdio: ['pipe', 'ignore', 'ignore', fd] });
  await once(child, 'spawn');
  return {
    letGo: async () => {
      child.stdin?.end();
      await once(child, 'exit');
    },
  };
}

/** Open until something gets the number `fd`; what got others is closed again. */
function reuse(fd: number, openOne: () => { readonly fd: number; close(): void }): void {
  const others: { close(): void }[] = [];
  for (;;) {
    const got = openOne();
    if (got.fd === fd) {
      open.push(got);
      break;
    }
    others.push(got);
    if (got.fd > fd) throw new Error(`${fd} is not given out again`);
  }
  for (const other of others) other.close();
}

/** Make a pair one of whose ends gets the number `fd`; the answer is its other end. */
function reuseForPair(kernel: NativeKernel, fd: number): number {
  let peer = -1;
  reuse(fd, () => {
    const { left, right, close } = closablePair(kernel);
    peer = left === fd ? right : left;
    return { fd: left === fd ? left : right, close: () => [left, right].forEach(close) };
  });
  return peer;
}

withEachPoller(({ poller: name, newKernel }) => {
  describe('a descriptor that was closed behind the poller', () => {
    test('is forgotten, and told to be closed when it is changed', () => {
      const kernel = newKernel();
      const { poller, turns, clock } = kernel;
      const { right, close } = closablePair(kernel);
      expect(poller.register(right, READABLE | WRITABLE)).toBe(0);
      close(right);
      const deadline = clock.now() + 3;
      expect(turns.pollSync(deadline)).toBe(0);
      turns.pollSync(deadline);
      expect(clock.now()).toBeGreaterThanOrEqual(deadline);
      for (let i = 0; i < 2; i++) expect(poller.modify(right, READABLE)).toBe(-EBADF);
      expect(poller.unregister(right)).toBe(-EBADF);
      expect(poller.register(right, READABLE)).toBe(-EBADF);
    });

    test('costs no turns and no time when hosted', async () => {
      const kernel = newKernel();
      const { right, close } = closablePair(kernel);
      kernel.poller.register(right, READABLE);
      const run = new HostedRun(kernel);
      close(right);
      kernel.turns.wake();
      await run.turnsWithin(2);
      const before = process.cpuUsage();
      expect(await run.turnsWithin(400)).toBe(0);
      const { user, system } = process.cpuUsage(before);
      expect(user + system).toBeLessThan(200_000);
      run.stop();
    });

    test('and whose number became another descriptor is refused by modify and registered anew', () => {
      const kernel = newKernel();
      const { poller, sockets } = kernel;
      const { right, close } = closablePair(kernel);
      poller.register(right, READABLE);
      close(right);
      const peer = reuseForPair(kernel, right);
      // As core does it.
      let answer = poller.modify(right, READABLE | WRITABLE);
      if (answer === -ENOENT) answer = poller.register(right, READABLE | WRITABLE);
      expect(answer).toBe(0);
      expect([...ready(kernel)]).toEqual([[right, WRITABLE]]);
      sockets.send(peer, BYTE, 0, 0);
      expect([...ready(kernel)]).toEqual([[right, READABLE | WRITABLE]]);
      expect(poller.unregister(right)).toBe(0);
      expect(ready(kernel).size).toBe(0);
    });

    test('and whose number became a file is not told, and is refused', () => {
      const kernel = newKernel();
      const { poller } = kernel;
      const { right, close } = closablePair(kernel);
      poller.register(right, READABLE);
      close(right);
      reuse(right, () => {
        const fd = openSync(import.meta.filename, 'r');
        return { fd, close: () => closeSync(fd) };
      });
      expect(ready(kernel).size).toBe(0);
      // A poller that looked at it has forgotten it already.
      expect([-EPERM, -ENOENT]).toContain(poller.modify(right, READABLE));
      expect(poller.modify(right, READABLE)).toBe(-ENOENT);
      expect(poller.register(right, READABLE)).toBe(-EPERM);
    });
  });

  describe('a descriptor that was closed while another process has a duplicate', () => {
    test('is not told once it was unregistered, and a poll that blocks does so', SLOW, async () => {
      const kernel = newKernel();
      const { poller, turns, clock, sockets } = kernel;
      const { left, right, close } = closablePair(kernel);
      const holder = await holderOf(right);
      poller.register(right, READABLE);
      close(right);
      sockets.send(left, BYTE, 0, 0);
      poller.unregister(right);
      for (let i = 0; i < 3; i++) expect(ready(kernel).size).toBe(0);
      const deadline = clock.now() + 5;
      expect(turns.pollSync(deadline)).toBe(0);
      expect(clock.now()).toBeGreaterThanOrEqual(deadline);
      await holder.letGo();
    });

    test('is not told under a number that is registered for another by then', SLOW, async () => {
      const kernel = newKernel();
      const { poller, sockets } = kernel;
      const { left, right, close } = closablePair(kernel);
      const holder = await holderOf(right);
      poller.register(right, READABLE);
      close(right);
      const peer = reuseForPair(kernel, right);
      expect(poller.register(right, READABLE)).toBe(0);
      sockets.send(left, BYTE, 0, 0);
      for (let i = 0; i < 3; i++) expect(ready(kernel).size).toBe(0);
      sockets.send(peer, BYTE, 0, 0);
      for (let i = 0; i < 3; i++) expect([...ready(kernel)]).toEqual([[right, READABLE]]);
      await holder.letGo();
    });

    test('does not bring in a stranger that has the number of one that was closed as well', SLOW, async () => {
      const kernel = newKernel();
      const { poller, sockets } = kernel;
      const [held, lost] = [closablePair(kernel), closablePair(kernel)];
      const holder = await holderOf(held.right);
      for (const fd of [held.right, lost.right]) poller.register(fd, READABLE);
      lost.close(lost.right);
      const peer = reuseForPair(kernel, lost.right);
      sockets.send(peer, BYTE, 0, 0);
      held.close(held.right);
      poller.unregister(held.right);
      sockets.send(held.left, BYTE, 0, 0);
      for (let i = 0; i < 3; i++) expect(ready(kernel).size).toBe(0);
      await holder.letGo();
    });

    test('leaves a hosted run without turns for it, and with those for all else', SLOW, async () => {
      const kernel = newKernel();
      const { poller, sockets, turns } = kernel;
      const [gone, stays] = [closablePair(kernel), closablePair(kernel)];
      const holder = await holderOf(gone.right);
      poller.register(gone.right, READABLE);
      poller.register(stays.right, READABLE);
      const run = new HostedRun(kernel);
      gone.close(gone.right);
      poller.unregister(gone.right);
      sockets.send(gone.left, BYTE, 0, 0);
      await run.turnsWithin(5);
      expect(await run.turnsWithin(20)).toBe(0);
      // Descriptors, the wake-up and (above) the deadline all work on.
      const told = run.until((turn) => turn.get(stays.right) === READABLE);
      sockets.send(stays.left, BYTE, 0, 0);
      await told;
      sockets.recv(stays.right, 1, 0);
      await run.turnsWithin(5);
      const woken = run.until((turn) => turn.size === 0);
      turns.wake();
      await woken;
      expect(run.turns.flatMap((turn) => [...turn.keys()]).includes(gone.right)).toBe(false);
      run.stop();
      // And so does a second run.
      const again = new HostedRun(kernel);
      sockets.send(stays.left, BYTE, 0, 0);
      await again.until((turn) => turn.get(stays.right) === READABLE);
      again.stop();
      await holder.letGo();
    });
  });

  test('two numbers of one open file are told apart, and one goes on when the other is closed, in either order', SLOW, async () => {
    const ended = await runProgramOf(import.meta.url, 'duplicates', { args: [name] });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const { apart, ...closed } = JSON.parse(ended.stdout) as Record<string, object>;
    expect(apart).toEqual({ before: { writer: WRITABLE }, after: { reader: READABLE, writer: WRITABLE } });
    for (const order of Object.values(closed))
      expect(order).toEqual({ modified: true, told: ['other'], again: ['other'], afterRemoval: [] });
    expect(Object.keys(closed)).toEqual(['firstClosed', 'secondClosed']);
  });
});
