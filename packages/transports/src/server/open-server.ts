import type { ListenOptions, Server, Socket } from '@tsyncio/core';
import { type LoopState, type OptionNames, refuseClosed } from '@tsyncio/core/area';
import { SERVER_TLS } from '../tls/tls-plan.ts';
import { type Serving, StreamServer } from './stream-server.ts';

const DEFAULT_BACKLOG = 100;
/** For the options of every kind of server. */
export const LISTEN: OptionNames<ListenOptions> = { backlog: true, startServing: true, ...SERVER_TLS };

/** A server on bound sockets, which serves unless told otherwise; when it cannot, its sockets are closed. */
export async function openServer(state: LoopState, sockets: readonly Socket[], serving: Serving, startServing: boolean): Promise<Server> {
  const server = new StreamServer(state, sockets, serving);
  try {
    // It may have been closed while names were resolved.
    refuseClosed(state);
    if (!startServing) return server;
    await server.startServing();
  } catch (error) {
    server.close();
    throw error;
  }
  return server;
}

/** @throws {RangeError} unless it is a number of connections. */
export function checkBacklog(backlog: number = DEFAULT_BACKLOG): number {
  if (!Number.isInteger(backlog) || backlog < 0) throw new RangeError(`backlog must be a non-negative integer, got ${String(backlog)}`);
  return backlog;
}
