import type { Address, InetAddress } from '@tsyncio/core';
import { errorCode, READABLE, type SocketKernel, WRITABLE } from '@tsyncio/core/area';
import { linuxConstants as linux } from '../src/linux-constants.ts';

const LOOPBACK: Readonly<Record<number, string>> = { [linux.AF_INET]: '127.0.0.1', [linux.AF_INET6]: '::1' };

/** The calls of a kernel in a form that can be compared: codes for errors, text for bytes. What it opened is closed with it. */
export class World {
  readonly kernel: SocketKernel;
  readonly #open = new Set<number>();

  constructor(kernel: SocketKernel) {
    this.kernel = kernel;
  }

  socket(family: number = linux.AF_INET, type: number = linux.SOCK_STREAM): number {
    return this.#keep(this.kernel.sockets.open(family, type, 0));
  }

  pair(type: number = linux.SOCK_STREAM): [number, number] {
    const pair = this.kernel.sockets.pair(linux.AF_UNIX, type, 0);
    if (typeof pair === 'number') throw new Error(errorCode(pair));
    return [this.#keep(pair[0]), this.#keep(pair[1])];
  }

  /** Bound to a free port of the loopback, and that address. */
  bound(type: number = linux.SOCK_STREAM, family: number = linux.AF_INET): [number, InetAddress] {
    const fd = this.socket(family, type);
    this.bind(fd, { host: LOOPBACK[family] as string, port: 0 });
    return [fd, this.kernel.sockets.getsockname(fd) as InetAddress];
  }

  listening(backlog = 5, family: number = linux.AF_INET): [number, InetAddress] {
    const [fd, address] = this.bound(linux.SOCK_STREAM, family);
    this.listen(fd, backlog);
    return [fd, address];
  }

  /** A Unix socket that listens at a name of the system's choice. */
  unixListening(backlog = 5): [number, string] {
    const fd = this.socket(linux.AF_UNIX);
    this.bind(fd, '');
    this.listen(fd, backlog);
    return [fd, this.kernel.sockets.getsockname(fd) as string];
  }

  /** Both sides of a TCP connection, and the socket that accepted it. */
  connected(family: number = linux.AF_INET): [client: number, server: number, listener: number] {
    const [listener, address] = this.listening(5, family);
    const client = this.socket(family);
    this.connect(client, address);
    return [client, this.accepted(listener), listener];
  }

  accepted(listener: number): number {
    const answer = this.kernel.sockets.accept(listener);
    if (typeof answer === 'number') throw new Error(errorCode(answer));
    return this.#keep(answer[0]);
  }

  bind(fd: number, address: Address): unknown {
    return shown(this.kernel.sockets.bind(fd, address));
  }

  listen(fd: number, backlog: number): unknown {
    return shown(this.kernel.sockets.listen(fd, backlog));
  }

  /** The answer of an accept that is to fail. */
  accept(fd: number): unknown {
    const answer = this.kernel.sockets.accept(fd);
    return typeof answer === 'number' ? shown(answer) : `accepted ${this.#keep(answer[0]) >= 0}`;
  }

  connect(fd: number, address: Address): unknown {
    return shown(this.kernel.sockets.connect(fd, address));
  }

  shutdown(fd: number, how: 'read' | 'write' | 'both'): unknown {
    return shown(this.kernel.sockets.shutdown(fd, ['read', 'write', 'both'].indexOf(how) as 0 | 1 | 2));
  }

  recv(fd: number, nbytes = 100, flags = 0): unknown {
    return shown(this.kernel.sockets.recv(fd, nbytes, flags));
  }

  recvfrom(fd: number, nbytes = 100, flags = 0): unknown {
    const buffer = Buffer.alloc(nbytes);
    const answer = this.kernel.sockets.recvfromInto(fd, buffer, flags);
    return typeof answer === 'number' ? shown(answer) : [answer[0], String(buffer.subarray(0, answer[0])), answer[1]];
  }

  send(fd: number, data = 'x', flags = 0): unknown {
    return shown(this.kernel.sockets.send(fd, Buffer.from(data), 0, flags));
  }

  sendto(fd: number, data: string, address: Address): unknown {
    return shown(this.kernel.sockets.sendto(fd, Buffer.from(data), address, 0));
  }

  peer(fd: number): unknown {
    return shown(this.kernel.sockets.getpeername(fd));
  }

  name(fd: number): unknown {
    return shown(this.kernel.sockets.getsockname(fd));
  }

  /** The pending error by its name; 0 for none. */
  error(fd: number): unknown {
    const errno = this.option(fd, linux.SOL_SOCKET, linux.SO_ERROR) as number;
    return errno === 0 ? 0 : errorCode(-errno);
  }

  option(fd: number, level: number, name: number): unknown {
    const value = new Int32Array(1);
    const answer = this.kernel.sockets.getsockopt(fd, level, name, new Uint8Array(value.buffer));
    return answer < 0 ? shown(answer) : value[0];
  }

  setOption(fd: number, level: number, name: number, ...words: number[]): unknown {
    return shown(this.kernel.sockets.setsockopt(fd, level, name, new Uint8Array(Int32Array.from(words).buffer)));
  }

  /** 'r', 'w', 'rw' or '': what the poller says of a descriptor. */
  ready(fd: number, interest: number = READABLE | WRITABLE): string {
    const { poller, turns } = this.kernel;
    const answer = poller.register(fd, interest);
    if (answer < 0) return errorCode(answer);
    const readiness = turns.poll() === 0 ? 0 : (poller.events[1] as number);
    poller.unregister(fd);
    return `${readiness & READABLE ? 'r' : ''}${readiness & WRITABLE ? 'w' : ''}`;
  }

  close(fd: number): unknown {
    this.#open.delete(fd);
    return shown(this.kernel.sockets.close(fd));
  }

  closeAll(): void {
    for (const fd of this.#open) this.kernel.sockets.close(fd);
  }

  #keep(fd: number): number {
    if (fd < 0) throw new Error(errorCode(fd));
    this.#open.add(fd);
    return fd;
  }
}

function shown(answer: unknown): unknown {
  if (typeof answer === 'number' && answer < 0) return errorCode(answer);
  return Buffer.isBuffer(answer) ? String(answer) : answer;
}
