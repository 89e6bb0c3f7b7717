import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { simulatedKernel } from '../src/index.ts';
import { World } from './world.ts';

const { EBADF, EAGAIN, EINVAL } = constants.errno;
const folder = mkdtempSync(join(tmpdir(), 'tsyncio-sendfile-'));
const data = Buffer.alloc(300_000, 'tsyncio ');
let file: number;

beforeAll(() => {
  const path = join(folder, 'file');
  writeFileSync(path, data);
  file = openSync(path, 'r');
});

afterAll(() => {
  closeSync(file);
  rmSync(folder, { recursive: true });
});

describe('sendfile', () => {
  test('sends what the socket takes, then -EAGAIN, and leaves the position of the file', () => {
    const kernel = simulatedKernel({ bufferSize: 50_000 });
    const [left, right] = new World(kernel).pair();
    expect(kernel.files.sendfile(left, file, 8, data.length)).toBe(100_000);
    expect(kernel.files.sendfile(left, file, 100_008, data.length)).toBe(-EAGAIN);
    const received = kernel.sockets.recv(right, data.length, 0) as Buffer;
    expect(received.equals(data.subarray(8, 100_008))).toBe(true);
    const next = Buffer.alloc(7);
    readSync(file, next, 0, 7, null);
    expect(String(next)).toBe('tsyncio');
  });

  test('moves fewer bytes with fragment, the same ones with the same seed', () => {
    const answers = (seed: number): number[] => {
      const kernel = simulatedKernel({ seed, fragment: true });
      const [left] = new World(kernel).pair();
      return [0, 1, 2].map(() => kernel.files.sendfile(left, file, 0, 10_000));
    };
    expect(answers(1)).toEqual(answers(1));
    expect(answers(1)).not.toEqual(answers(2));
    for (const sent of answers(1)) expect([sent > 0, sent <= 10_000]).toEqual([true, true]);
  });

  test('sends over a pipe, too, into its write end', () => {
    const { files, pipes } = simulatedKernel();
    const [reader, writer] = pipes.open() as [number, number];
    expect([files.sendfile(writer, file, 3, 4), String(pipes.read(reader, 10))]).toEqual([4, 'ncio']);
    expect(files.sendfile(reader, file, 0, 4)).toBe(-EBADF);
  });

  test('is for regular files, from no offset before the first', () => {
    const kernel = simulatedKernel();
    const [left] = new World(kernel).pair();
    const directory = openSync(folder, 'r');
    expect(kernel.files.sendfile(left, directory, 0, 1)).toBe(-EINVAL);
    closeSync(directory);
    expect(kernel.files.sendfile(left, file, -1, 1)).toBe(-EINVAL);
    expect(kernel.files.sendfile(left, 2 ** 30, 0, 1)).toBe(-EBADF);
  });
});

test('the position of an open file cannot be set', () => {
  expect(simulatedKernel().files.seek).toBeUndefined();
});
