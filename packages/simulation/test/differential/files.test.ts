import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { linuxConstants as linux } from '../../src/linux-constants.ts';
import type { World } from '../world.ts';
import { compare } from './compare.ts';

const { AF_INET, AF_UNIX, SOCK_DGRAM, SOL_SOCKET, SO_SNDBUF } = linux;
const NEVER_OPEN = 2 ** 30;
const folder = mkdtempSync(join(tmpdir(), 'tsyncio-files-'));
const short = join(folder, 'short');
const long = join(folder, 'long');
const fifo = join(folder, 'fifo');
const LENGTH = 1_000_000;
execFileSync('mkfifo', [fifo]);
writeFileSync(short, 'hello world');
writeFileSync(long, Buffer.alloc(LENGTH, 'tsyncio '));

afterAll(() => rmSync(folder, { recursive: true }));

function withFile<Answer>(path: string, mode: string, use: (file: number) => Answer): Answer {
  const file = openSync(path, mode);
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

/** Send all of a file, read at the other side whenever there is no room. */
function transfer(w: World, from: number, to: number, file: number): Buffer {
  const parts: Buffer[] = [];
  let [sent, read] = [0, 0];
  while (read < LENGTH) {
    const answer = w.kernel.files?.sendfile(from, file, sent, LENGTH - sent) as number;
    sent += Math.max(answer, 0);
    for (let part = w.kernel.sockets.recv(to, 100_000, 0); typeof part !== 'number'; part = w.kernel.sockets.recv(to, 100_000, 0)) {
      parts.push(part);
      read += part.length;
    }
  }
  return Buffer.concat(parts);
}

compare('a file over a socket', {
  'from an offset on, up to its end': (w) =>
    withFile(short, 'r', (file) => {
      const [left, right] = w.pair();
      const sent = [
        w.sendfile(left, file, 0, 5),
        w.sendfile(left, file, 6, 100),
        w.sendfile(left, file, 11, 5),
        w.sendfile(left, file, 50, 5),
      ];
      return [sent, w.sendfile(left, file, 0, 0), w.recv(right), w.recv(right)];
    }),
  'over TCP': (w) =>
    withFile(short, 'r', (file) => {
      const [client, server] = w.connected();
      return [w.sendfile(client, file, 2, 100), w.recv(server)];
    }),
  'longer than the buffers hold': (w) =>
    withFile(long, 'r', (file) => {
      const [left, right] = w.pair();
      w.setOption(left, SOL_SOCKET, SO_SNDBUF, 20_000);
      return transfer(w, left, right, file).equals(Buffer.alloc(LENGTH, 'tsyncio '));
    }),
  'is refused when there is none, or none that has offsets': (w) =>
    withFile(short, 'r', (file) => {
      const [left] = w.pair();
      return [
        w.sendfile(left, NEVER_OPEN, 0, 5),
        w.sendfile(left, file, -1, 5),
        w.sendfile(NEVER_OPEN, file, 0, 5),
        w.sendfile(NEVER_OPEN, file, 50, 5),
        withFile(short, 'a', (unreadable) => w.sendfile(left, unreadable, 0, 5)),
        withFile(folder, 'r', (directory) => w.sendfile(left, directory, 0, 5)),
        withFile('/dev/null', 'r', (device) => w.sendfile(left, device, 0, 5)),
        withFile(fifo, 'r+', (pipe) => w.sendfile(left, pipe, 0, 5)),
      ];
    }),
  'is refused by sockets that cannot send, but for nothing at all': (w) =>
    withFile(short, 'r', (file) => {
      const [left, right] = w.pair();
      w.close(right);
      const ends = [left, w.socket(AF_UNIX), w.socket(), w.socket(AF_INET, SOCK_DGRAM)];
      return ends.map((fd) => [w.sendfile(fd, file, 0, 5), w.sendfile(fd, file, 50, 5), w.sendfile(fd, file, 0, 0)]);
    }),
});
