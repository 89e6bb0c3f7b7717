// The file that is sent. Its pages are marked, so that the receiver can check them: see receive.c.
import { closeSync, openSync, writeSync } from 'node:fs';

const PAGE = 4096;
const BLOCK = 1 << 20;

/** Written just now, so all of it is in the system's cache. */
export function makeFile(path, size) {
  const block = Buffer.alloc(BLOCK, 'the same text again and again ');
  const fd = openSync(path, 'w');
  for (let offset = 0; offset < size; offset += BLOCK) {
    for (let at = 0; at < BLOCK; at += PAGE) block[at] = (((offset + at) / PAGE) * 31 + 7) & 0xff;
    writeSync(fd, block, 0, Math.min(BLOCK, size - offset));
  }
  closeSync(fd);
}
