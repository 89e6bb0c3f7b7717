import type { Future, Loop, ProtocolFactory, Server, Socket, StreamProtocol } from '@tsyncio/core';
import { LoopError, sleep } from '@tsyncio/core';
import { checkProtocol, claimSocket, guardSocket, type LoopState, refuseClosed, runningLoop, showAsText } from '@tsyncio/core/area';
import { nameOf } from '../base/name-of.ts';
import type { TransportOwner } from '../base/transport-owner.ts';
import { closeQuietly } from '../connection/open-socket.ts';
import { StreamTransport } from '../stream/stream-transport.ts';
import type { TlsPlan } from '../tls/tls-plan.ts';
import { type Accepted, AcceptLoop } from './accept-loop.ts';
import { Handshakes } from './handshakes.ts';
import { NoDelay } from './no-delay.ts';

/** What a server does with its clients. */
export interface Serving {
  readonly factory: ProtocolFactory<StreamProtocol>;
  readonly backlog: number;
  readonly tls: TlsPlan | null;
  /** Called once the listening sockets are closed. */
  readonly onClose?: (() => void) | undefined;
}

type Attached = Parameters<TransportOwner['attach']>[0];

/**
 * {@link Server}.
 *
 *   bound ──startServing──► serving ──close──► closed, connections go on ──last one lost──► waitClosed resolves
 */
export class StreamServer implements Server, TransportOwner {
  readonly #state: LoopState;
  readonly #serving: Serving;
  readonly #handshakes: Handshakes;
  readonly #connections = new Set<Attached>();
  readonly #waiters: Future<void>[] = [];
  #sockets: readonly Socket[] | null;
  #accepting: AcceptLoop[] | null = null;
  /** How many clients have no transport yet: while the factory runs, which may close this. */
  #arriving = 0;
  #forever: Future<void> | null = null;

  constructor(state: LoopState, sockets: readonly Socket[], serving: Serving) {
    this.#state = state;
    this.#sockets = sockets;
    this.#serving = serving;
    this.#handshakes = new Handshakes(state, this, () => this.#wakeWhenOver());
    for (const sock of sockets) {
      claimSocket(sock, 'server');
      state.readiness.own(sock.fileno(), true);
    }
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
    // As asyncio's: whoever awaits it goes on in the next turn.
    if (runningLoop() === this.#state.loop) await sleep(0);
  }

  async serveForever(): Promise<void> {
    if (this.#forever !== null) throw new LoopError('ERR_SERVER_AWAITED', `${this} is already being awaited on serveForever()`);
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
    this.#letGoOfConnections();
    for (const sock of sockets) {
      this.#state.readiness.own(sock.fileno(), false);
      claimSocket(sock, null);
      closeQuietly(sock);
    }
    this.#sockets = null;
    this.#accepting = null;
    this.#serving.onClose?.();
    // Nobody goes on on a loop that is closed.
    if (this.#state.phase === 'closed') return;
    this.#forever?.cancel();
    this.#wakeWhenOver();
  }

  closeClients(): void {
    this.#handshakes.cancel();
    for (const transport of [...this.#connections]) transport.close();
  }

  abortClients(): void {
    this.#handshakes.cancel();
    for (const transport of [...this.#connections]) transport.abort();
  }

  async waitClosed(): Promise<void> {
    if (this.#isOver()) return;
    refuseClosed(this.#state);
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
    // The server was closed while the protocol was made.
    if (this.#sockets === null) this.#letGoOf(transport);
  }

  detach(transport: Attached): void {
    this.#connections.delete(transport);
    this.#wakeWhenOver();
  }

  /** `<Server serving 127.0.0.1:80, [::1]:80>` */
  toString(): string {
    if (this.#sockets === null) return '<Server closed>';
    return `<Server ${this.isServing() ? 'serving' : 'bound'} ${this.#sockets.map(showName).join(', ')}>`;
  }

  #startAccepting(): void {
    if (this.#sockets === null) throw new LoopError('ERR_SERVER_CLOSED', 'the server is closed: create a new one');
    if (this.#accepting !== null) return;
    refuseClosed(this.#state);
    const noDelay = new NoDelay(this.#state, this.#sockets);
    for (const sock of this.#sockets) sock.listen(this.#serving.backlog);
    this.#accepting = this.#sockets.map(
      (sock) => new AcceptLoop(this.#state, sock, this.#serving.backlog, (accepted) => this.#serve(accepted, noDelay)),
    );
    this.#state.onClose.add(this.#letGoOfConnections);
  }

  #serve(accepted: Accepted, noDelay: NoDelay): void {
    const { sock, peername, sockname } = accepted;
    const { factory, tls } = this.#serving;
    let protocol: StreamProtocol | undefined;
    this.#arriving++;
    try {
      noDelay.apply(sock);
      if (tls !== null) return this.#shakeHands(sock, tls);
      protocol = checkProtocol(factory());
      // Not spread: V8 of Node 20 would make a new shape for each, which no inline cache knows.
      new StreamTransport({ state: this.#state, sock, protocol, owner: this, peername, sockname }).start();
    } catch (exception) {
      closeQuietly(sock);
      const known = protocol === undefined ? {} : { protocol };
      this.#state.report({ message: 'Error on transport creation for incoming connection', exception, ...known });
    } finally {
      this.#arriving--;
      this.#wakeWhenOver();
    }
  }

  #shakeHands(sock: Socket, tls: TlsPlan): void {
    guardSocket(sock, this.#state);
    this.#handshakes.begin(sock, this.#serving.factory, tls);
  }

  /** From now on connections that nobody holds are collected: their sockets are to be closed then. */
  readonly #letGoOfConnections = (): void => {
    this.#state.onClose.delete(this.#letGoOfConnections);
    for (const transport of this.#connections) this.#letGoOf(transport);
  };

  #letGoOf(transport: Attached): void {
    guardSocket(transport.getExtraInfo('socket') as Socket, this.#state);
  }

  #isOver(): boolean {
    return this.#sockets === null && this.#arriving + this.#connections.size + this.#handshakes.size === 0;
  }

  #wakeWhenOver(): void {
    if (!this.#isOver() || this.#state.phase === 'closed') return;
    for (const waiter of this.#waiters.splice(0)) if (!waiter.done()) waiter.setResult();
  }
}

showAsText(StreamServer.prototype);

function showName(sock: Socket): string {
  const name = nameOf(sock);
  if (name === undefined) return 'a socket without an address';
  if (typeof name === 'string') return name.replaceAll('\0', '@');
  return name.host.includes(':') ? `[${name.host}]:${name.port}` : `${name.host}:${name.port}`;
}
