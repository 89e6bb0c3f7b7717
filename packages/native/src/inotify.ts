import { callLinux, checkNumber } from './call-linux.ts';

/** What `inotifyAddWatch` asks for, and what is read says: the numbers of Linux's header. */
export const inotifyMasks: Readonly<Record<string, number>> = Object.freeze({
  IN_ACCESS: 0x1,
  IN_MODIFY: 0x2,
  IN_ATTRIB: 0x4,
  IN_CLOSE_WRITE: 0x8,
  IN_CLOSE_NOWRITE: 0x10,
  IN_OPEN: 0x20,
  IN_MOVED_FROM: 0x40,
  IN_MOVED_TO: 0x80,
  IN_CREATE: 0x100,
  IN_DELETE: 0x200,
  IN_DELETE_SELF: 0x400,
  IN_MOVE_SELF: 0x800,
  IN_UNMOUNT: 0x2000,
  IN_Q_OVERFLOW: 0x4000,
  IN_IGNORED: 0x8000,
  IN_ONLYDIR: 0x100_0000,
  IN_DONT_FOLLOW: 0x200_0000,
  IN_EXCL_UNLINK: 0x400_0000,
  IN_MASK_ADD: 0x2000_0000,
  IN_ISDIR: 0x4000_0000,
  IN_ONESHOT: 0x8000_0000,
});

/**
 * Readable when something happened to what `inotifyAddWatch` added: `inotify(7)` describes what is read.
 *
 * @throws {@link NotImplementedError} on other systems than Linux; {@link SystemError}.
 */
export function inotifyInit(): number {
  return callLinux('inotify_init', (calls) => calls.inotifyInit());
}

/** Watch a file or folder; the result names it in what is read. `mask` is of `IN_CREATE` and so on. @throws {@link SystemError} */
export function inotifyAddWatch(fd: number, path: string, mask: number): number {
  checkNumber('a descriptor', fd, 2 ** 31 - 1);
  checkNumber('a mask', mask, 2 ** 32 - 1);
  if (typeof path !== 'string' || path.includes('\0'))
    throw new TypeError(`a path must be text without a zero, got ${JSON.stringify(path)}`);
  return callLinux('inotify_add_watch', (calls) => calls.inotifyAddWatch(fd, path, mask), path);
}

/** Watch it no longer. @throws {@link SystemError} */
export function inotifyRmWatch(fd: number, watch: number): void {
  callLinux('inotify_rm_watch', (calls) => calls.inotifyRmWatch(fd, watch));
}
