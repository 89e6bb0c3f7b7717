import type { Future, Loop, ProtocolFactory, Server, Socket, StreamProtocol } from '@tsyncio/core';
import { LoopError } from '@tsyncio/core';
import type { LoopState } from '@tsyncio/core/area';
import type { TransportOwner } from '../base/transport-owner.ts';
import { checkProtocol } from '../check-options.ts';
import { setNoDelay } from '../connection/open-transport.ts';
import { StreamTransport } from '../stream/stream-transport.ts';
import { AcceptLoop } from './accept-loop.ts';

type Attached = Parameters<TransportOwner['attach']>[0];

/**
 * {@link Server}.
 *
 *   bound ──startServing──► serving ──close──► closed, connections go on ──last one lost──► waitClosed resolves
 */
export class StreamServer implements Server, TransportOwner {
  readonly #state: LoopState;
  readonly #factory: ProtocolFactory<StreamProtocol>;
  readonly #backlog: number;
  readonly #connections = new Set<Attached>();
  readonly #waiters: Future<void>[] = [];
  #sockets: readonly Socket[] | null;
  #accepting: AcceptLoop[] | null = null;
  #forever: Future<void> | null = null;

  constructor(state: LoopState, sockets: readonly Socket[], factory: ProtocolFactory<StreamProtocol>, backlog: number) {
    this.#state = state;
    this.#sockets = sockets;
    this.#factory = factory;
    this.#backlog = backlog;
    for (const sock of sockets) state.readiness.own(sock.fileno(), true);
  }

  get sockets(): readonly Socket[] {
    return this.#sockets ?? [];
  }

  getLoop(): Loop {
    return this.#state.loop;
  }

  isServing(): boolean {
    return this.#accepting !== null;
  }

  async startServing(): Promise<void> {
    this.#startAccepting();
  }

  async serveForever(): Promise<void> {
    if (this.#forever !== null) throw new LoopError('ERR_SERVER_AWAITED', 'the server is already being awaited on serveForever()');
    this.#startAccepting();
    this.#forever = this.#state.loop.createFuture<void>();
    try {
      await this.#forever;
    } finally {
      this.#forever = null;
      this.close();
      await this.waitClosed();
    }
  }

  close(): void {
    const sockets = this.#sockets;
    if (sockets === null) return;
    for (const accepting of this.#accepting ?? []) accepting.stop();
    for (const sock of sockets) {
      this.#state.readiness.own(sock.fileno(), false);
      sock.close();
    }
    this.#sockets = null;
    this.#accepting = null;
    this.#forever?.cancel();
    if (this.#connections.size === 0) this.#wake();
  }

  closeClients(): void {
    for (const transport of [...this.#connections]) transport.close();
  }

  abortClients(): void {
    for (const transport of [...this.#connections]) transport.abort();
  }

  async waitClosed(): Promise<void> {
    if (this.#sockets === null && this.#connections.size === 0) return;
    const waiter = this.#state.loop.createFuture<void>();
    this.#waiters.push(waiter);
    await waiter;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.waitClosed();
  }

  attach(transport: Attached): void {
    this.#connections.add(transport);
  }

  detach(transport: Attached): void {
    this.#connections.delete(transport);
    if (this.#connections.size === 0 && this.#sockets === null) this.#wake();
  }

  #startAccepting(): void {
    if (this.#sockets === null) throw new LoopError('ERR_SERVER_CLOSED', 'the server is closed: create a new one');
    if (this.#accepting !== null) return;
    for (const sock of this.#sockets) sock.listen(this.#backlog);
    this.#accepting = this.#sockets.map(
      (sock) => new AcceptLoop(this.#state, sock, this.#backlog, (...accepted) => this.#serve(...accepted)),
    );
  }

  #serve(sock: Socket, peername: ReturnType<Socket['getpeername']>): void {
    let protocol: StreamProtocol | undefined;
    try {
      setNoDelay(this.#state, sock);
      protocol = checkProtocol(this.#factory());
      new StreamTransport(this.#state, sock, protocol, this, peername).start();
    } catch (exception) {
      sock.close();
      this.#state.report({ message: 'Error on transport creation for incoming connection', exception, protocol });
    }
  }

  #wake(): void {
    for (const waiter of this.#waiters.splice(0)) if (!waiter.done()) waiter.setResult();
  }
}
