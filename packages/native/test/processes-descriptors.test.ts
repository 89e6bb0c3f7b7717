import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgramOf, success } from '../../../test-support/run-program.ts';
import { block, CLOSING, close, outcome, pipe, request, started, textUntil, withEachWay } from './children.ts';

const folder: string = mkdtempSync(join(tmpdir(), 'tsyncio-children-'));
const files: number[] = [];

// Several, so that there are gaps between those that a child keeps.
beforeAll(() => {
  for (let i = 0; i < 12; i++) {
    const path = join(folder, `${i}`);
    writeFileSync(path, `file ${i}\n`);
    files.push(openSync(path, 'r+'));
  }
});

afterAll(() => {
  for (const fd of files) closeSync(fd);
  rmSync(folder, { recursive: true });
});

const file = (index: number): number => files[index] as number;

describe.skipIf(process.platform !== 'linux')('descriptors of a child (asks /proc: Linux only)', () => {
  withEachWay((processes) => {
    /** What a child has open, above its standard streams. */
    async function kept(keep: readonly number[]): Promise<Record<number, string>> {
      const [reader, writer] = pipe();
      const [input, output] = pipe();
      const child = started(processes, request('echo ready; read line', { stdio: [block(input), block(writer), 2], keep }));
      close(writer);
      await textUntil(reader, (text) => text === 'ready\n');
      const base = `/proc/${child.pid}/fd`;
      const found = readdirSync(base).filter((fd) => Number(fd) > 2);
      const links = found.map((fd) => [fd, readlinkSync(`${base}/${fd}`)]);
      close(output);
      return Object.fromEntries(links);
    }

    test('are those that were named, under the same numbers, and no others', async () => {
      const here = (...indexes: number[]) => Object.fromEntries(indexes.map((i) => [file(i), join(folder, `${i}`)]));
      expect(await kept([])).toEqual({});
      expect(await kept([file(3)])).toEqual(here(3));
      expect(await kept([file(7), file(2), file(11), file(3), file(2)])).toEqual(here(2, 3, 7, 11));
      expect(await kept(files)).toEqual(here(...files.keys()));
    });

    test('are close-on-exec again in this process after the child has them', () => {
      const flags = (fd: number) => Number.parseInt(/flags:\s*(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1] ?? '', 8);
      const before = flags(file(4));
      started(processes, request('exit 0', { keep: [file(4)] }));
      expect([flags(file(4)), before & 0o2000000]).toEqual([before, 0o2000000]);
    });

    test('are standard streams and kept ones at the same time', async () => {
      const fd = file(5);
      const script = `cat /proc/self/fd/0 /proc/self/fd/${fd}`;
      expect(await outcome(processes, request(script, { stdio: [fd, 1, 2], keep: [fd] }))).toEqual({
        output: 'file 5\nfile 5\n',
        status: 0,
      });
    });

    test('that are kept below 3 are its standard streams', async () => {
      expect(await outcome(processes, request('cat /proc/self/fd/0', { stdio: [file(6), 1, 2], keep: [0, 1, 2] }))).toEqual({
        output: 'file 6\n',
        status: 0,
      });
    });

    test('are three times the same file', () => {
      const { pid } = started(processes, request('exec sleep 60', { stdio: [file(8), file(8), file(8)] }));
      for (const fd of [0, 1, 2]) expect(statSync(`/proc/${pid}/fd/${fd}`).ino).toBe(statSync(join(folder, '8')).ino);
    });

    test('of many, far apart, are closed', async () => {
      const high: number[] = [];
      for (let i = 0; i < 1000; i++) high.push(openSync('/dev/null', 'r'));
      const some = high.filter((_, i) => i % 100 === 0);
      const found = await kept(some);
      for (const fd of high) closeSync(fd);
      expect(found).toEqual(Object.fromEntries(some.map((fd) => [fd, '/dev/null'])));
    });
  }, CLOSING);

  test('are right in every arrangement of our own standard streams, also closed ones', { timeout: 180_000 }, async () => {
    expect(await runProgramOf(import.meta.url, 'arrange-streams')).toEqual(
      success('{"tried":192,"wrong":[]}\nclosed: [false,true,true]\nreplaced: true\n'),
    );
  });
});
