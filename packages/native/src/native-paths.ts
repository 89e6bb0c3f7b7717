import { statSync, unlinkSync } from 'node:fs';
import { type SocketPaths, SystemError } from '@tsyncio/core/area';

/** The paths of Unix sockets in the file system. A file is the same one as long as its device and its number are. */
export const nativePaths: SocketPaths = {
  identify: (path) => {
    const found = unlessMissing(path, () => statSync(path, { bigint: true }));
    return found === null ? null : { isSocket: found.isSocket(), identity: `${found.dev}:${found.ino}` };
  },
  remove: (path) => {
    unlessMissing(path, () => unlinkSync(path));
  },
};

/** `null` when there is no such file. Errors of Node name the call and the number; what they lack is to be what those of sockets are. */
function unlessMissing<T>(path: string, call: () => T): T | null {
  try {
    return call();
  } catch (error) {
    const { code, errno, syscall } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    if (code === undefined || errno === undefined || syscall === undefined) throw error;
    throw new SystemError(code, errno, syscall, { address: path });
  }
}
