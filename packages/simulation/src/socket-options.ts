import { constants } from 'node:os';
import { linuxConstants as linux } from './linux-constants.ts';

const { EINVAL, ENOPROTOOPT, EOPNOTSUPP } = constants.errno;

interface Option {
  readonly initial: number;
  /** Whether every value but 0 is remembered as 1. */
  readonly flag: boolean;
}

const flag = (initial = 0): Option => ({ initial, flag: true });
const numeric = (initial: number): Option => ({ initial, flag: false });

const OF_ALL: ReadonlyMap<number, Option> = new Map([
  [linux.SO_REUSEADDR, flag()],
  [linux.SO_REUSEPORT, flag()],
  [linux.SO_KEEPALIVE, flag()],
  [linux.SO_BROADCAST, flag()],
  [linux.SO_OOBINLINE, flag()],
]);
const OF_UNIX: ReadonlyMap<number, Option> = new Map([[linux.SO_PASSCRED, flag()]]);
const OF_TCP: ReadonlyMap<number, Option> = new Map([
  [linux.TCP_NODELAY, flag()],
  [linux.TCP_CORK, flag()],
  [linux.TCP_QUICKACK, flag(1)],
  [linux.TCP_KEEPIDLE, numeric(7200)],
  [linux.TCP_KEEPINTVL, numeric(75)],
  [linux.TCP_KEEPCNT, numeric(9)],
  [linux.TCP_USER_TIMEOUT, numeric(0)],
]);
const OF_IP: ReadonlyMap<number, Option> = new Map([
  [linux.IP_TTL, numeric(64)],
  [linux.IP_TOS, numeric(0)],
]);

/** Sizes as Linux gives them: twice what was asked for, and never less than this. */
const LEAST_SEND_BUFFER = 4608;
const LEAST_RECEIVE_BUFFER = 2304;
const { SOL_SOCKET, IPPROTO_TCP, IPPROTO_IP, IPPROTO_IPV6 } = linux;

/** What kind of socket the options belong to. */
export interface OptionOwner {
  readonly family: number;
  readonly type: number;
}

/** The options that were set on a socket. */
export class SocketOptions {
  sendBuffer: number;
  receiveBuffer: number;
  /** SO_LINGER: whether, and for how many seconds. */
  linger: readonly [number, number] = [0, 0];
  readonly #values = new Map<Option, number>();

  constructor(bufferSize: number) {
    this.sendBuffer = bufferSize;
    this.receiveBuffer = bufferSize;
  }

  /** What a connection gets from the socket that listened. */
  copy(): SocketOptions {
    const copy = new SocketOptions(0);
    copy.sendBuffer = this.sendBuffer;
    copy.receiveBuffer = this.receiveBuffer;
    copy.linger = this.linger;
    for (const [option, value] of this.#values) copy.#values.set(option, value);
    return copy;
  }

  has(name: 'SO_REUSEADDR' | 'SO_REUSEPORT' | 'SO_BROADCAST' | 'SO_PASSCRED'): boolean {
    return this.#values.get((OF_ALL.get(linux[name]) ?? OF_UNIX.get(linux[name])) as Option) === 1;
  }

  /** The value, as the words of an `int` array, or a negated error number. */
  get(owner: OptionOwner, level: number, name: number): readonly number[] | number {
    if (level === SOL_SOCKET) {
      if (name === linux.SO_LINGER) return this.linger;
      if (name === linux.SO_SNDBUF) return [this.sendBuffer];
      if (name === linux.SO_RCVBUF) return [this.receiveBuffer];
    }
    if (level === IPPROTO_IPV6 && name === linux.IPV6_V6ONLY && owner.family === linux.AF_INET6) return [1];
    const option = optionOf(owner, level, name);
    return typeof option === 'number' ? option : [this.#values.get(option) ?? option.initial];
  }

  /** 0, or a negated error number. */
  set(owner: OptionOwner, level: number, name: number, words: Int32Array): number {
    const [value, second] = words;
    if (value === undefined) return -EINVAL;
    if (level === SOL_SOCKET) {
      if (name === linux.SO_LINGER) return this.#setLinger(value, second);
      if (name === linux.SO_SNDBUF) return this.#setBuffer('sendBuffer', value, LEAST_SEND_BUFFER);
      if (name === linux.SO_RCVBUF) return this.#setBuffer('receiveBuffer', value, LEAST_RECEIVE_BUFFER);
    }
    // IPv6 sockets here never take the IPv4 port as well.
    if (level === IPPROTO_IPV6 && name === linux.IPV6_V6ONLY && owner.family === linux.AF_INET6) return value === 0 ? -EINVAL : 0;
    const option = optionOf(owner, level, name);
    if (typeof option === 'number') return option;
    this.#values.set(option, option.flag ? Number(value !== 0) : value);
    return 0;
  }

  #setLinger(on: number, seconds: number | undefined): number {
    if (seconds === undefined) return -EINVAL;
    this.linger = [Number(on !== 0), seconds];
    return 0;
  }

  #setBuffer(which: 'sendBuffer' | 'receiveBuffer', size: number, least: number): number {
    this[which] = Math.max(2 * size, least);
    return 0;
  }
}

function optionOf({ family, type }: OptionOwner, level: number, name: number): Option | number {
  if (level === SOL_SOCKET) {
    const unix = OF_UNIX.get(name);
    if (unix !== undefined) return family === linux.AF_UNIX ? unix : -EOPNOTSUPP;
    return OF_ALL.get(name) ?? -ENOPROTOOPT;
  }
  if (family === linux.AF_UNIX) return -EOPNOTSUPP;
  if (level === IPPROTO_IP) return OF_IP.get(name) ?? -ENOPROTOOPT;
  if (level === IPPROTO_TCP && type === linux.SOCK_STREAM) return OF_TCP.get(name) ?? -ENOPROTOOPT;
  return -ENOPROTOOPT;
}
