import type { Socket } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';
import { nameOf } from '../base/name-of.ts';
import { isAbstract } from './check-path.ts';

/** Remove the socket that somebody left at `path`; what is no socket stays. When that fails it is reported, and binding will tell. */
export function removeStale(state: LoopState, path: string): void {
  const { paths } = state.kernel;
  if (paths === undefined || isAbstract(path)) return;
  try {
    if (paths.identify(path)?.isSocket === true) paths.remove(path);
  } catch (exception) {
    state.report({ message: `Unable to check or remove the stale Unix socket '${path}'`, exception });
  }
}

/** What removes the path of a bound socket, should it still be that socket's. */
export function fileRemover(state: LoopState, sock: Socket): () => void {
  const { paths } = state.kernel;
  const path = nameOf(sock);
  if (paths === undefined || typeof path !== 'string' || path === '' || isAbstract(path)) return () => {};
  const report = (exception: unknown): void => state.report({ message: `Unable to clean up the Unix socket '${path}'`, exception });
  let own: string | undefined;
  try {
    own = paths.identify(path)?.identity;
  } catch (exception) {
    report(exception);
  }
  return () => {
    try {
      if (own !== undefined && paths.identify(path)?.identity === own) paths.remove(path);
    } catch (exception) {
      report(exception);
    }
  };
}
