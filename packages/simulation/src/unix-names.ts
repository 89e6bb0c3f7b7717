import { constants } from 'node:os';
import type { KernelAddress, SocketPaths } from '@tsyncio/core/area';
import { linuxConstants } from './linux-constants.ts';
import { isRaw, pathOf } from './raw-address.ts';

const { AF_UNIX } = linuxConstants;
/** The length of `sun_path`, in bytes. */
const LONGEST = 108;
const { EADDRINUSE, ECONNREFUSED, EINVAL, ENAMETOOLONG, ENOENT, EPROTOTYPE } = constants.errno;

export interface UnixUser {
  readonly type: number;
  /** '' while it has none. */
  name: string;
}

/** A name that is taken. A path stays when its socket is gone, until somebody removes it. */
interface Entry {
  user: UnixUser | null;
  /** No other one ever has it. */
  readonly identity: string;
}

/**
 * Which Unix socket has which name.
 *
 *   path       bind ──► taken ──socket closed──► taken by nobody ──remove──► free
 *                         └──────remove──────────────────────────────────────► free: its socket goes on without it
 *   abstract   bind ──► taken ──socket closed──► free
 */
export class UnixNames implements SocketPaths {
  readonly #entries = new Map<string, Entry>();
  #chosen = 0;
  #bound = 0;

  /** Give `user` a name; '' is one of the system's choice. 0, or a negated error number. */
  bind(user: UnixUser, address: KernelAddress): number {
    const name = readPath(address);
    if (typeof name === 'number') return name;
    if (user.name !== '') return name === '' ? 0 : -EINVAL;
    const wanted = name === '' ? this.#freeName(user) : name;
    if (this.#entries.has(keyOf(wanted, user.type))) return -EADDRINUSE;
    this.#entries.set(keyOf(wanted, user.type), { user, identity: `${++this.#bound}` });
    user.name = wanted;
    return 0;
  }

  /** `user` is gone: its name is free, or a path that leads nowhere. */
  release(user: UnixUser): void {
    const key = keyOf(user.name, user.type);
    const entry = this.#entries.get(key);
    // That of a connection is its listener's.
    if (entry === undefined || entry.user !== user) return;
    entry.user = null;
    if (isAbstract(user.name)) this.#entries.delete(key);
  }

  identify(path: string): { isSocket: boolean; identity: string } | null {
    const entry = isAbstract(path) ? undefined : this.#entries.get(path);
    return entry === undefined ? null : { isSocket: true, identity: entry.identity };
  }

  remove(path: string): void {
    if (!isAbstract(path)) this.#entries.delete(path);
  }

  /** The socket of that name, when it is of the same type; or a negated error number. */
  find(address: KernelAddress, type: number): UnixUser | number {
    const name = readPath(address);
    if (typeof name === 'number') return name;
    if (name === '') return -EINVAL;
    const entry = this.#entries.get(keyOf(name, type));
    if (entry === undefined) return isAbstract(name) ? -ECONNREFUSED : -ENOENT;
    if (entry.user === null) return -ECONNREFUSED;
    return entry.user.type === type ? entry.user : -EPROTOTYPE;
  }

  /** Whether sockets can be found under it. */
  isName(address: KernelAddress): boolean {
    const name = readPath(address);
    return typeof name === 'string' && name !== '';
  }

  #freeName(user: UnixUser): string {
    let name: string;
    do name = `\0${(this.#chosen++).toString(16).padStart(5, '0')}`;
    while (this.#entries.has(keyOf(name, user.type)));
    return name;
  }
}

/** For messages: nothing for no name. */
export function describeName(name: string, before = ''): string {
  return name === '' ? '' : `${before} ${name.replaceAll('\0', '@')}`;
}

function isAbstract(name: string): boolean {
  return name.startsWith('\0');
}

/** Abstract names of streams and datagrams do not meet; paths do. */
function keyOf(name: string, type: number): string {
  return isAbstract(name) ? `${type}${name}` : name;
}

function readPath(address: KernelAddress): string | number {
  if (isRaw(address)) return address.family === AF_UNIX ? readPath(pathOf(address.data)) : -EINVAL;
  if (typeof address !== 'string') return -EINVAL;
  const length = Buffer.byteLength(address);
  // A path is ended by a zero, for which there must be room.
  return length > LONGEST || (length === LONGEST && !isAbstract(address)) ? -ENAMETOOLONG : address;
}
