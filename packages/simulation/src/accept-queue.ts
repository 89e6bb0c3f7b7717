import { linuxConstants } from './linux-constants.ts';

/**
 * What waits at a listening socket: connections to be accepted, one more than the backlog says, as on Linux; and, for TCP, clients
 * that found it full.
 *
 *   client ──full──► [ clients ] ──room──► [ connections ] ──take──► accepted
 */
export class AcceptQueue<Peer> {
  #backlog: number;
  #connections: Peer[] = [];
  #clients: Peer[] = [];

  constructor(backlog: number) {
    this.#backlog = clamp(backlog);
  }

  set backlog(backlog: number) {
    this.#backlog = clamp(backlog);
  }

  get isFull(): boolean {
    return this.#connections.length > this.#backlog;
  }

  get isEmpty(): boolean {
    return this.#connections.length === 0;
  }

  get waiting(): readonly Peer[] {
    return this.#connections;
  }

  push(connection: Peer): void {
    this.#connections.push(connection);
  }

  take(): Peer | undefined {
    return this.#connections.shift();
  }

  /** Have a client wait for room. */
  wait(client: Peer): void {
    this.#clients.push(client);
  }

  /** A client for which there is room now. */
  admit(): Peer | undefined {
    return this.isFull ? undefined : this.#clients.shift();
  }

  /** A client waits no longer. */
  forget(client: Peer): void {
    this.#clients = this.#clients.filter((other) => other !== client);
  }

  /** Empty it. */
  clear(): { readonly connections: readonly Peer[]; readonly clients: readonly Peer[] } {
    const all = { connections: this.#connections, clients: this.#clients };
    this.#connections = [];
    this.#clients = [];
    return all;
  }
}

// The system reads it as unsigned: a negative one is the most.
function clamp(backlog: number): number {
  return backlog < 0 ? linuxConstants.SOMAXCONN : Math.min(backlog, linuxConstants.SOMAXCONN);
}
