import { statSync, unlinkSync } from 'node:fs';
import { type SocketPaths, SystemError } from '@tsyncio/core/area';

/** The paths of Unix sockets in the file system. A file is the same one as long as its device and its number are. */
export const nativePaths: SocketPaths = {
  identify: (path) => {
    const found = orSystemError(path, () => statSync(path, { bigint: true, throwIfNoEntry: false }));
    return found === undefined ? null : { isSocket: found.isSocket(), identity: `${found.dev}:${found.ino}` };
  },
  remove: (path) =>
    orSystemError(path, () => {
      try {
        unlinkSync(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }),
};

/** Errors of Node name the call and the number; what they lack is to be what those of sockets are. */
function orSystemError<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    const { code, errno, syscall } = error as NodeJS.ErrnoException;
    if (code === undefined || errno === undefined || syscall === undefined) throw error;
    throw new SystemError(code, errno, syscall, { address: path });
  }
}
