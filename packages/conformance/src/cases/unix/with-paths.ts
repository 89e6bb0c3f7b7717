import type { Loop, Socket } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type TransportStage, withTransports } from '../transports/open-transports.ts';

/** What a subject gives for the need 'paths': those of Unix sockets. */
export interface PathMaker {
  /** A place for the paths of one case. */
  folder(loop: Loop): PathFolder;
}

export interface PathFolder {
  path(name: string): string;
  /** The path of a new file; only where there are files of the system. */
  file(name: string): string;
  exists(path: string): boolean;
  remove(path: string): void;
  /** Remove all that is left. */
  close(): void;
}

export interface PathStage extends TransportStage {
  readonly paths: PathFolder;
  /** A socket that is bound to `path`, a stream unless said otherwise. */
  boundTo(path: string, type?: number): Socket;
}

/** As `withTransports`, with paths of Unix sockets, which are removed afterwards. */
export function withPaths(body: (net: PathStage) => Promise<void>): Case['run'] {
  return (stage) =>
    withTransports(async (net) => {
      const paths = stage.ability<PathMaker>('paths').folder(net.loop);
      const boundTo = (path: string, type?: number): Socket => {
        const sock = net.socket(net.constants.AF_UNIX, type);
        sock.bind(path);
        return sock;
      };
      try {
        await body({ ...net, paths, boundTo });
      } finally {
        paths.close();
      }
    })(stage);
}
