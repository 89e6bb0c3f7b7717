import { constants } from 'node:os';
import type { InetAddress } from '@tsyncio/core';
import { isAny } from './inet-address.ts';
import type { SocketOptions } from './socket-options.ts';

/** Ports that are given to sockets that ask for none in particular, as IANA has them. */
const FIRST_EPHEMERAL = 49_152;
const LAST_EPHEMERAL = 65_535;
const { EADDRINUSE } = constants.errno;

/** A socket as the table sees it. */
export interface PortUser {
  /** Port 0 while it has none. */
  local: InetAddress;
  readonly options: Pick<SocketOptions, 'has'>;
  isListening(): boolean;
}

/** Which socket has which port, for one family and protocol. */
export class PortTable<User extends PortUser> {
  readonly #users = new Map<number, Set<User>>();
  #next = FIRST_EPHEMERAL;

  /** Give `user` the address; port 0 is any free one. 0, or -EADDRINUSE. */
  bind(user: User, { host, port }: InetAddress): number {
    const chosen = port === 0 ? this.#freePort() : port;
    if (chosen === 0) return -EADDRINUSE;
    const wanted = { host, port: chosen };
    if (this.at(chosen).some((other) => conflict(user, wanted, other))) return -EADDRINUSE;
    user.local = wanted;
    this.share(user);
    return 0;
  }

  /** Let `user` have its port beside those that have it already: a connection on the port where it was accepted. */
  share(user: User): void {
    const users = this.#users.get(user.local.port);
    if (users === undefined) this.#users.set(user.local.port, new Set([user]));
    else users.add(user);
  }

  release(user: User): void {
    const users = this.#users.get(user.local.port);
    users?.delete(user);
    if (users?.size === 0) this.#users.delete(user.local.port);
  }

  /** Whether `user`, bound, may listen: two may share a port, but only one of them listens. 0, or -EADDRINUSE. */
  mayListen(user: User): number {
    const taken = this.at(user.local.port).some((other) => other !== user && other.isListening() && conflict(user, user.local, other));
    return taken ? -EADDRINUSE : 0;
  }

  /** The sockets on a port, the oldest first. */
  at(port: number): User[] {
    return [...(this.#users.get(port) ?? [])];
  }

  /** 0 when every one is taken. */
  #freePort(): number {
    for (let tried = FIRST_EPHEMERAL; tried <= LAST_EPHEMERAL; tried++) {
      const port = this.#next;
      this.#next = port === LAST_EPHEMERAL ? FIRST_EPHEMERAL : port + 1;
      if (!this.#users.has(port)) return port;
    }
    return 0;
  }
}

/** The sockets that are bound to exactly this host, then those bound to every one. */
export function byCloseness<User extends PortUser>(users: readonly User[], host: string): User[] {
  return [...users.filter(({ local }) => local.host === host), ...users.filter(({ local }) => isAny(local.host))];
}

function conflict(user: PortUser, { host }: InetAddress, other: PortUser): boolean {
  if (host !== other.local.host && !isAny(host) && !isAny(other.local.host)) return false;
  const both = (option: 'SO_REUSEADDR' | 'SO_REUSEPORT'): boolean => user.options.has(option) && other.options.has(option);
  return !both('SO_REUSEPORT') && (!both('SO_REUSEADDR') || other.isListening());
}
