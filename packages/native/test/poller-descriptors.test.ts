import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readdirSync, readlinkSync, readSync, rmSync, writeSync } from 'node:fs';
import { constants as os, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createLoop, SystemError } from '@tsyncio/core';
import { LoopHandle, READABLE, stateOf, WRITABLE } from '@tsyncio/core/area';
import { describe, expect, test } from 'vitest';
import { type NativeKernel, nativeKernel } from '../src/index.ts';
import { open, withEachPoller } from './kernels.ts';
import { HostedRun, ready } from './watched.ts';

const BOTH = READABLE | WRITABLE;

/** These start processes. */
const SLOW = { timeout: 180_000 };

/** Closed at the end of the test, unless it was before. */
function openFile(path: string, flags: number): { readonly fd: number; close(): void } {
  const fd = openSync(path, flags | constants.O_NONBLOCK);
  let living = true;
  const close = (): void => {
    if (living) closeSync(fd);
    living = false;
  };
  open.push({ close });
  return { fd, close };
}

/** Both ends of a pipe. */
function newPipe(): { reader: ReturnType<typeof openFile>; writer: ReturnType<typeof openFile> } {
  const folder = mkdtempSync(join(tmpdir(), 'tsyncio-'));
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const ends = { reader: openFile(path, constants.O_RDONLY), writer: openFile(path, constants.O_WRONLY) };
  rmSync(folder, { recursive: true });
  return ends;
}

/** A terminal: its descriptor here, and who is at the other side, a process that types what it is told to. */
async function newTerminal(): Promise<{ fd: number; type(line: string): void; hangUp(): Promise<void> }> {
  const typist = `
import os, pty, sys
master, slave = pty.openpty()
print(os.ttyname(slave), flush=True)
sys.stdin.readline()
os.close(slave)
for line in sys.stdin: os.write(master, line.encode())
`;
  const child = spawn('python3', ['-c', typist], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [path] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { fd } = openFile(path, constants.O_RDWR | constants.O_NOCTTY);
  child.stdin.write('opened\n');
  const hangUp = async (): Promise<void> => {
    child.stdin.end();
    await once(child, 'exit');
  };
  return { fd, type: (line) => child.stdin.write(`${line}\n`), hangUp };
}

/** What `kernel` opened itself, of a kind that /proc has a name for. */
function ownDescriptor(make: () => NativeKernel, kind: string): { kernel: NativeKernel; fd: number } {
  const all = (): string[] => readdirSync('/proc/self/fd').filter((fd) => targetOf(fd) === `anon_inode:[${kind}]`);
  const before = all();
  const kernel = make();
  return { kernel, fd: Number(all().find((fd) => !before.includes(fd))) };
}

function newEpollKernel(): NativeKernel {
  const kernel = nativeKernel({ poller: 'epoll' });
  open.push(kernel);
  return kernel;
}

function targetOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}

withEachPoller(({ poller: name, newKernel }) => {
  describe('the poller watches', () => {
    test('pipes: what can be read, what can be written, and the end of either side', () => {
      const kernel = newKernel();
      const { poller } = kernel;
      const { reader, writer } = newPipe();
      expect(poller.register(reader.fd, READABLE)).toBe(0);
      expect(poller.register(writer.fd, WRITABLE)).toBe(0);
      expect([...ready(kernel)]).toEqual([[writer.fd, WRITABLE]]);
      const chunk = Buffer.alloc(65_536);
      expect(() => {
        for (;;) writeSync(writer.fd, chunk);
      }).toThrow('EAGAIN');
      expect([...ready(kernel)]).toEqual([[reader.fd, READABLE]]);
      while (ready(kernel).has(reader.fd)) readSync(reader.fd, chunk);
      poller.unregister(writer.fd);
      writer.close();
      // The end of a pipe, without data: told as long as it is registered.
      for (let i = 0; i < 2; i++) expect([...ready(kernel)]).toEqual([[reader.fd, BOTH]]);
      poller.unregister(reader.fd);
    });

    test('the writing end of a pipe for the going of its reader', () => {
      const kernel = newKernel();
      const { reader, writer } = newPipe();
      expect(kernel.poller.register(writer.fd, READABLE)).toBe(0);
      expect(ready(kernel).size).toBe(0);
      reader.close();
      expect([...ready(kernel)]).toEqual([[writer.fd, BOTH]]);
      kernel.poller.unregister(writer.fd);
    });

    test('terminals', SLOW, async () => {
      const kernel = newKernel();
      const { fd, type, hangUp } = await newTerminal();
      expect(kernel.poller.register(fd, BOTH)).toBe(0);
      expect([...ready(kernel)]).toEqual([[fd, WRITABLE]]);
      kernel.poller.modify(fd, READABLE);
      const run = new HostedRun(kernel);
      type('words');
      await run.until((told) => told.get(fd) === READABLE);
      const text = Buffer.alloc(100);
      expect(text.toString('latin1', 0, readSync(fd, text))).toBe('words\n');
      const ended = run.until((told) => told.get(fd) === BOTH);
      await Promise.all([ended, hangUp()]);
      run.stop();
      kernel.poller.unregister(fd);
    });

    if (process.platform !== 'linux') return;
    test('event counters', () => {
      // The wake-up of another kernel is one.
      const { kernel: other, fd } = ownDescriptor(newEpollKernel, 'eventfd');
      const kernel = newKernel();
      expect(kernel.poller.register(fd, READABLE)).toBe(0);
      expect(ready(kernel).size).toBe(0);
      other.turns.wake();
      expect([...ready(kernel)]).toEqual([[fd, READABLE]]);
      other.turns.poll();
      expect(ready(kernel).size).toBe(0);
      kernel.poller.modify(fd, WRITABLE);
      expect([...ready(kernel)]).toEqual([[fd, WRITABLE]]);
    });
  });

  // With kqueue, as the system likes.
  if (name === 'epoll') {
    test('a device that is always ready is refused, and the loop says so', () => {
      const kernel = newKernel();
      const { fd } = openFile('/dev/null', constants.O_RDWR);
      expect(kernel.poller.register(fd, READABLE)).toBe(-os.errno.EPERM);
      const loop = createLoop([], kernel);
      const state = stateOf(loop);
      const watch = (): void => state.readiness.setReader(fd, new LoopHandle(state, state.baseCell, () => {}, []));
      expect(watch).toThrow(SystemError);
      expect(watch).toThrow(`poll EPERM (descriptor ${fd} cannot be watched: it is a regular file, or another that is always ready`);
      loop.close();
    });
  }

  if (name === 'poll') {
    test('a device that is always ready is told each time', () => {
      const kernel = newKernel();
      const { fd } = openFile('/dev/null', constants.O_RDWR);
      expect(kernel.poller.register(fd, BOTH)).toBe(0);
      for (let i = 0; i < 2; i++) expect([...ready(kernel)]).toEqual([[fd, BOTH]]);
    });
  }
});
