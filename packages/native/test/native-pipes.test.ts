import { execFileSync } from 'node:child_process';
import { closeSync, constants as fs, fstatSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants as os, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { nativeKernel } from '../src/index.ts';

const kernel: ReturnType<typeof nativeKernel> = nativeKernel();
const { sockets } = kernel;
const { EAGAIN, EBADF, EINVAL, EISDIR } = os.errno;
const folder = mkdtempSync(join(tmpdir(), 'tsyncio-pipes-'));
const opened: number[] = [];

function pipes(): NonNullable<typeof kernel.pipes> {
  if (kernel.pipes === undefined) throw new Error('the native kernel has no pipes');
  return kernel.pipes;
}

function pipe(): [reader: number, writer: number] {
  const ends = pipes().open();
  if (typeof ends === 'number') throw new Error(`no pipe: ${ends}`);
  opened.push(...ends);
  return [...ends];
}

/** An open file of the system, closed at the end of the test. */
function file(path: string, mode = 'r'): number {
  const fd = openSync(path, mode);
  opened.push(fd);
  return fd;
}

function flagsOf(fd: number): number {
  return Number.parseInt(/^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1] ?? '', 8);
}

afterEach(() => {
  for (const fd of opened.splice(0)) closeSync(fd);
});

describe('enlarge', () => {
  test.skipIf(process.platform !== 'linux')('lets a pipe hold more (Linux)', () => {
    const [, writer] = pipe();
    const room = pipes().enlarge?.(writer, 200_000) ?? 0;
    expect(room).toBeGreaterThanOrEqual(200_000);
    expect(pipes().write(writer, Buffer.alloc(1 << 20), 0)).toBe(room);
  });

  test.skipIf(process.platform !== 'linux')('leaves a pipe as it is that holds more already (Linux)', () => {
    const [, writer] = pipe();
    const room = pipes().enlarge?.(writer, 1 << 20) ?? 0;
    expect(room).toBe(1 << 20);
    expect(pipes().enlarge?.(writer, 200_000)).toBe(room);
    expect(pipes().write(writer, Buffer.alloc(2 << 20), 0)).toBe(room);
  });

  test.skipIf(process.platform !== 'linux')('answers a negated error number for what is no pipe (Linux)', () => {
    expect(pipes().enlarge?.(file('/dev/null'), 200_000)).toBe(-EBADF);
    expect(pipes().enlarge?.(100_000, 200_000)).toBe(-EBADF);
  });
});

afterAll(() => {
  kernel.close();
  rmSync(folder, { recursive: true });
});

describe('a new pipe', () => {
  test.skipIf(process.platform !== 'linux')('does not block and is close-on-exec (asks /proc: Linux only)', () => {
    const closeOnExec = 0o2000000;
    const wanted = fs.O_NONBLOCK;
    for (const fd of pipe()) expect([flagsOf(fd) & closeOnExec, flagsOf(fd) & wanted]).toEqual([closeOnExec, wanted]);
  });

  test('is closed with the sockets of its kernel', () => {
    const ends = pipes().open();
    if (typeof ends === 'number') throw new Error(`no pipe: ${ends}`);
    for (const fd of ends) expect(sockets.close(fd)).toBe(0);
    for (const fd of ends) expect(() => fstatSync(fd)).toThrow('EBADF');
  });
});

describe('what is read', () => {
  test('is never written again', () => {
    const [reader, writer] = pipe();
    const parts = ['first', 'second', 'third'].map((text) => {
      pipes().write(writer, Buffer.from(text), 0);
      return pipes().read(reader, 1000);
    });
    expect(parts.map(String)).toEqual(['first', 'second', 'third']);
    expect(pipes().read(reader, 10)).toBe(-EAGAIN);
  });

  test('comes in order through many slabs of memory', () => {
    const [reader, writer] = pipe();
    const kept: Buffer[] = [];
    for (let i = 0; i < 100; i++) {
      expect(pipes().write(writer, Buffer.alloc(9000, i), 0)).toBe(9000);
      const part = pipes().read(reader, 1 << 20);
      if (typeof part === 'number') throw new Error(`nothing to read: ${part}`);
      kept.push(part);
    }
    expect(kept.every((part, i) => part.equals(Buffer.alloc(9000, i)))).toBe(true);
  });
});

test('says what a descriptor is', () => {
  const regular = join(folder, 'regular');
  const fifo = join(folder, 'fifo');
  writeFileSync(regular, 'text');
  execFileSync('mkfifo', [fifo]);
  const socket = sockets.open(sockets.constants.AF_INET ?? 2, sockets.constants.SOCK_STREAM ?? 1, 0);
  const kinds = [pipe()[0], file(fifo, 'r+'), file('/dev/null'), file(regular), file(folder), socket].map((fd) => pipes().kindOf(fd));
  sockets.close(socket);
  expect(kinds).toEqual(['fifo', 'fifo', 'character', 'other', 'other', 'socket']);
});

test('what the system refuses is a negated error number', () => {
  const answers = [pipes().read(file(folder), 10), pipes().write(file('/dev/null'), Buffer.from('x'), 0), pipes().kindOf(2 ** 30)];
  expect(answers).toEqual([-EISDIR, -EBADF, -EBADF]);
});

test('bytes whose memory was taken away are refused', () => {
  const [reader, writer] = pipe();
  const gone = new Uint8Array(10);
  structuredClone(gone, { transfer: [gone.buffer] });
  expect([pipes().write(writer, gone, 5), pipes().writev(writer, [gone], 5), pipes().write(writer, gone, 0)]).toEqual([
    -EINVAL,
    -EINVAL,
    0,
  ]);
  expect(pipes().readInto(reader, gone)).toBe(0);
});

test('a duplicate is the same under another number, and closes on its own', () => {
  const [reader, writer] = pipe();
  const second = pipes().duplicate?.(writer) ?? -1;
  expect(second).not.toBe(writer);
  if (process.platform === 'linux') expect(flagsOf(second) & 0o2000000).toBe(0o2000000);
  pipes().write(second, Buffer.from('through the second'), 0);
  expect(sockets.close(second)).toBe(0);
  expect(String(pipes().read(reader, 100))).toBe('through the second');
  expect(pipes().read(reader, 100)).toBe(-EAGAIN);
  expect(pipes().duplicate?.(second)).toBe(-EBADF);
});
