/** The paths of Unix sockets, which stay when their socket is closed. */
export interface SocketPaths {
  /** Which file is at `path`: two answers are equal when it is the same one. `null` when there is none. @throws {SystemError} */
  identify(path: string): { readonly isSocket: boolean; readonly identity: string } | null;
  /** Remove `path`; nothing happens when there is none. @throws {SystemError} */
  remove(path: string): void;
}
