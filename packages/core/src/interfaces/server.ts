import type { Loop } from './loop.ts';
import type { Socket } from './socket.ts';

/** Listening sockets and the connections they brought. @see asyncio `asyncio.Server` */
export interface Server {
  /** Stop listening and close the listening sockets; open connections go on. A second call does nothing. */
  close(): void;
  /** Close every open connection, sending what is buffered. */
  closeClients(): void;
  /** Abort every open connection. */
  abortClients(): void;
  getLoop(): Loop;
  /** Begin to accept; does nothing when it does already. Rejects with `ERR_SERVER_CLOSED` once closed. */
  startServing(): PromiseLike<void>;
  /**
   * Accept until cancelled, which closes the server and then waits for its open connections, without a limit. Rejects with
   * `ERR_SERVER_CLOSED` once closed, with `ERR_SERVER_AWAITED` when another call waits already.
   */
  serveForever(): PromiseLike<void>;
  isServing(): boolean;
  /** Resolves when the server is closed and its last connection is lost. Rejects with `ERR_LOOP_CLOSED` when that cannot come any more. */
  waitClosed(): PromiseLike<void>;
  /** The listening sockets; empty once closed. */
  readonly sockets: readonly Socket[];
  /** `close`, then `waitClosed`. */
  [Symbol.asyncDispose](): Promise<void>;
}
