// Tells what happens in a folder: an inotify instance, read when addReader says so.
//
//   node --import tsx examples/watch-folder.ts /tmp
import { closeSync, readSync } from 'node:fs';
import { inotifyAddWatch, inotifyInit, inotifyMasks } from '@tsyncio/native';
import { run } from 'tsyncio';

const [folder = '.'] = process.argv.slice(2);
const { IN_CREATE = 0, IN_DELETE = 0, IN_CLOSE_WRITE = 0, IN_MOVED_FROM = 0, IN_MOVED_TO = 0 } = inotifyMasks;
const HEADER = 16;
const buffer = Buffer.alloc(64 * 1024);

/** Each event is its watch, a mask, a cookie and the length of the name behind them. */
function* events(length: number) {
  for (let at = 0; at < length; at += HEADER + buffer.readUInt32LE(at + 12)) {
    const name = buffer.toString('utf8', at + HEADER, at + HEADER + buffer.readUInt32LE(at + 12)).replace(/\0+$/, '');
    yield { mask: buffer.readUInt32LE(at + 4), name };
  }
}

const words = (mask: number) => Object.keys(inotifyMasks).filter((name) => (mask & (inotifyMasks[name] ?? 0)) !== 0);

await run(async (loop) => {
  const fd = inotifyInit();
  try {
    inotifyAddWatch(fd, folder, IN_CREATE | IN_DELETE | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO);
    console.log(`watching ${folder}`);
    await new Promise<void>((_resolve, reject) => {
      loop.addReader(fd, () => {
        try {
          for (const { mask, name } of events(readSync(fd, buffer))) console.log(words(mask).join(' '), name);
        } catch (error) {
          reject(error);
        }
      });
    });
  } finally {
    loop.removeReader(fd);
    closeSync(fd);
  }
});
