import type { InetAddress } from '@tsyncio/core';
import { errorCode, type KernelAddress, type Pipes, READABLE, type SocketKernel, WRITABLE } from '@tsyncio/core/area';
import { linuxConstants as linux } from '../src/linux-constants.ts';

const LOOPBACK: Readonly<Record<number, string>> = { [linux.AF_INET]: '127.0.0.1', [linux.AF_INET6]: '::1' };

interface MessageToSend {
  readonly fds?: readonly number[];
  readonly to?: KernelAddress | null;
  readonly flags?: number;
}

interface MessageWanted {
  readonly maxFds?: number;
  readonly flags?: number;
}

interface ReceivedMessage {
  readonly nbytes: number;
  readonly parts: readonly string[];
  readonly fds: readonly number[];
  readonly cut: number;
  readonly from: KernelAddress;
}

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
  unixListening(backlog = 5, type: number = linux.SOCK_STREAM): [number, string] {
    const fd = this.socket(linux.AF_UNIX, type);
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

  bind(fd: number, address: KernelAddress): unknown {
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

  connect(fd: number, address: KernelAddress): unknown {
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

  sendto(fd: number, data: string, address: KernelAddress): unknown {
    return shown(this.kernel.sockets.sendto(fd, Buffer.from(data), address, 0));
  }

  /** One message of several parts, with descriptors beside it. */
  sendmsg(fd: number, parts: readonly string[], { fds = [], to = null, flags = 0 }: MessageToSend = {}): unknown {
    const buffers = parts.map((part) => Buffer.from(part));
    return shown(this.kernel.sockets.sendmsg(fd, buffers, fds, to, flags));
  }

  /** One message into buffers of these sizes. */
  message(fd: number, sizes: readonly number[] = [100], { maxFds = 10, flags = 0 }: MessageWanted = {}): ReceivedMessage {
    const buffers = sizes.map((size) => Buffer.alloc(size));
    const answer = this.kernel.sockets.recvmsg(fd, buffers, maxFds, flags);
    if (typeof answer === 'number') throw new Error(errorCode(answer));
    const [nbytes, fds, cut, from] = answer;
    for (const received of fds) this.#keep(received);
    return { nbytes, parts: buffers.map((buffer) => buffer.toString().replace(/\0+$/, '')), fds, cut, from };
  }

  /** The same in a form that can be compared: how many descriptors, not which. */
  recvmsg(fd: number, sizes?: readonly number[], wanted?: MessageWanted): unknown {
    try {
      const { nbytes, parts, fds, cut, from } = this.message(fd, sizes, wanted);
      return [nbytes, parts, fds.length, [cut & linux.MSG_TRUNC ? 'TRUNC' : '', cut & linux.MSG_CTRUNC ? 'CTRUNC' : ''], from];
    } catch (error) {
      return (error as Error).message;
    }
  }

  pipe(): [reader: number, writer: number] {
    const ends = this.#pipes.open();
    if (typeof ends === 'number') throw new Error(errorCode(ends));
    return [this.#keep(ends[0]), this.#keep(ends[1])];
  }

  read(fd: number, nbytes = 100): unknown {
    return shown(this.#pipes.read(fd, nbytes));
  }

  readInto(fd: number, nbytes = 100): unknown {
    const buffer = Buffer.alloc(nbytes);
    const count = this.#pipes.readInto(fd, buffer);
    return count < 0 ? shown(count) : [count, String(buffer.subarray(0, count))];
  }

  write(fd: number, data: string, offset = 0): unknown {
    return shown(this.#pipes.write(fd, Buffer.from(data), offset));
  }

  writev(fd: number, parts: readonly string[], offset = 0): unknown {
    const list = parts.map((part) => Buffer.from(part));
    return shown(this.#pipes.writev(fd, list, offset));
  }

  kind(fd: number): unknown {
    return shown(this.#pipes.kindOf(fd));
  }

  sendfile(fd: number, file: number, offset: number, count: number): unknown {
    return shown(this.kernel.files?.sendfile(fd, file, offset, count));
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

  removePath(path: string): void {
    this.kernel.paths?.remove(path);
  }

  /** Whether a path is there, and is a socket. */
  lookAt(path: string): string {
    const found = this.kernel.paths?.identify(path);
    if (found === undefined) throw new Error('this kernel has no paths');
    return found === null ? 'nothing' : found.isSocket ? 'a socket' : 'something else';
  }

  close(fd: number): unknown {
    this.#open.delete(fd);
    return shown(this.kernel.sockets.close(fd));
  }

  closeAll(): void {
    for (const fd of this.#open) this.kernel.sockets.close(fd);
  }

  get #pipes(): Pipes {
    const { pipes } = this.kernel;
    if (pipes === undefined) throw new Error(`the ${this.kernel.name} kernel has no pipes`);
    return pipes;
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
