// Imported, where a global would do: Node reads its globals through a getter, each time.
import { Buffer } from 'node:buffer';
import { constants } from 'node:os';
import { type SocketCalls, systemError } from '@tsyncio/core/area';

/** Up to this size, room for the largest datagram is kept: the system gives memory only for the pages that are ever filled. */
const MOST_KEPT = 64 * 1024 * 1024;
const MORE_THAN_ANY = 0x3fffffff;

/** A received datagram. */
export interface Datagram {
  readonly message: Buffer;
  /** '' when the sender has none. */
  readonly path: string;
}

/**
 * Memory to receive into: no datagram is ever cut.
 *
 * How long a datagram may be is up to its sender, whose send buffer the system limits. Where that limit is too much memory to keep,
 * the system is asked for the length of each datagram first.
 */
export class ReceiveSpace {
  readonly #calls: SocketCalls;
  readonly #truncate: number;
  readonly #peek: number;
  #asksFirst: boolean;
  #space: Buffer;
  /** The beginning of the space, as long as the last message: the next one is often of the same length. */
  #filled: Uint8Array;

  constructor(calls: SocketCalls, largest: number = largestDatagram(calls), mostKept: number = MOST_KEPT) {
    const { MSG_TRUNC = 0, MSG_PEEK = 0 } = calls.constants;
    this.#calls = calls;
    this.#truncate = MSG_TRUNC;
    this.#peek = MSG_PEEK;
    this.#asksFirst = largest > mostKept;
    this.#space = Buffer.allocUnsafeSlow(Math.min(largest, mostKept));
    this.#filled = this.#space.subarray(0, 0);
  }

  /** The next datagram, or a negated error number. */
  receive(fd: number): Datagram | number {
    if (this.#asksFirst) {
      const problem = this.#makeRoom(fd);
      if (problem < 0) return problem;
    }
    const answer = this.#calls.recvfromInto(fd, this.#space, this.#truncate);
    if (typeof answer === 'number') return answer;
    const [length, path] = answer;
    if (length > this.#space.length) return this.#learn();
    return { message: this.#copy(length), path: path as string };
  }

  #copy(length: number): Buffer {
    if (this.#filled.length !== length || this.#filled.buffer !== this.#space.buffer) this.#filled = this.#space.subarray(0, length);
    const message = Buffer.allocUnsafe(length);
    message.set(this.#filled);
    return message;
  }

  // To ask takes a pending error away: it is the answer then.
  #makeRoom(fd: number): number {
    const answer = this.#calls.recvfromInto(fd, new Uint8Array(1), this.#peek | this.#truncate);
    if (typeof answer === 'number') return answer;
    if (answer[0] > this.#space.length) this.#space = Buffer.allocUnsafeSlow(answer[0]);
    return 0;
  }

  /** A privileged sender may exceed the limit. Its datagram is lost, and said to be, but from now on they are expected. */
  #learn(): number {
    this.#asksFirst = true;
    return -constants.errno.EMSGSIZE;
  }
}

/** The system's limit of a send buffer, which is that of a datagram: what it grants to someone who wants more than any. */
export function largestDatagram(calls: SocketCalls): number {
  const { AF_UNIX = 1, SOCK_DGRAM = 2, SOL_SOCKET = 1, SO_SNDBUF = 7 } = calls.constants;
  const fd = calls.open(AF_UNIX, SOCK_DGRAM, 0);
  if (fd < 0) throw systemError(fd, 'socket');
  try {
    const size = new Int32Array([MORE_THAN_ANY]);
    const bytes = new Uint8Array(size.buffer);
    calls.setsockopt(fd, SOL_SOCKET, SO_SNDBUF, bytes);
    const answer = calls.getsockopt(fd, SOL_SOCKET, SO_SNDBUF, bytes);
    if (answer < 0) throw systemError(answer, 'getsockopt');
    return size[0] as number;
  } finally {
    calls.close(fd);
  }
}
