import { constants } from 'node:os';
import type { KernelAddress } from '@tsyncio/core/area';
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

/** Which Unix socket has which name. A path is free again once its socket is closed, as if the program had unlinked it. */
export class UnixNames {
  readonly #users = new Map<string, UnixUser>();
  #chosen = 0;

  /** Give `user` a name; '' is one of the system's choice. 0, or a negated error number. */
  bind(user: UnixUser, address: KernelAddress): number {
    const name = readPath(address);
    if (typeof name === 'number') return name;
    if (user.name !== '') return name === '' ? 0 : -EINVAL;
    const wanted = name === '' ? this.#freeName(user) : name;
    if (this.#users.has(keyOf(wanted, user.type))) return -EADDRINUSE;
    this.#users.set(keyOf(wanted, user.type), user);
    user.name = wanted;
    return 0;
  }

  /** Take the name of `user` back, when it is its own and not that of a listener. */
  release(user: UnixUser): void {
    const key = keyOf(user.name, user.type);
    if (this.#users.get(key) === user) this.#users.delete(key);
  }

  /** The socket of that name, when it is of the same type; or a negated error number. */
  find(address: KernelAddress, type: number): UnixUser | number {
    const name = readPath(address);
    if (typeof name === 'number') return name;
    if (name === '') return -EINVAL;
    const user = this.#users.get(keyOf(name, type));
    if (user === undefined) return isAbstract(name) ? -ECONNREFUSED : -ENOENT;
    return user.type === type ? user : -EPROTOTYPE;
  }

  /** Whether sockets can be found under it. */
  isName(address: KernelAddress): boolean {
    const name = readPath(address);
    return typeof name === 'string' && name !== '';
  }

  #freeName(user: UnixUser): string {
    let name: string;
    do name = `\0${(this.#chosen++).toString(16).padStart(5, '0')}`;
    while (this.#users.has(keyOf(name, user.type)));
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
