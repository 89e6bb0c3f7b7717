import type { PeerCertificate, SecureContext, TLSSocket } from 'node:tls';
import type { Address } from './address.ts';
import type { BytesLike } from './bytes-like.ts';
import type { AnyProtocol } from './protocol.ts';
import type { Socket } from './socket.ts';

/** What `getExtraInfo` knows. */
export interface ExtraInfo {
  /** The address of the other side. */
  peername: Address;
  /** The address of this side. */
  sockname: Address;
  /** The socket underneath, to ask for addresses and set options; reading and writing belong to the transport. */
  socket: Socket;
  /** TLS: always `null`, it is never used. */
  compression: string | null;
  /** TLS: what was agreed on; `bits` of the secret where the name tells them. */
  cipher: { name: string; version: string; bits?: number };
  /** TLS: the peer's certificate; an empty object when it showed none. */
  peercert: PeerCertificate;
  /** TLS: what the connection was made with. */
  sslcontext: SecureContext;
  /** TLS: the socket of `node:tls`, to ask for ALPN and the like; reading and writing belong to the transport. */
  sslObject: TLSSocket;
  /** Pipes: the descriptor. */
  pipe: number;
  /** Child processes: what is known of it. */
  subprocess: unknown;
}

/** @see asyncio `asyncio.BaseTransport` */
export interface BaseTransport {
  /** Stop reading, send what is buffered, then close. `connectionLost(null)` follows in a later turn. */
  close(): void;
  /** Whether it is closing or closed. */
  isClosing(): boolean;
  getExtraInfo<Key extends keyof ExtraInfo>(name: Key): ExtraInfo[Key] | undefined;
  getExtraInfo<Default = undefined>(name: string, fallback?: Default): unknown | Default;
  /** Switch protocols: the next event goes to the new one. `connectionMade` is not called again. */
  setProtocol(protocol: AnyProtocol): void;
  getProtocol(): AnyProtocol;
}

/** @see asyncio `asyncio.ReadTransport` */
export interface ReadTransport extends BaseTransport {
  /** Whether it takes data: neither paused nor closing. */
  isReading(): boolean;
  /** Take no data until `resumeReading`. Does nothing when paused or closing. */
  pauseReading(): void;
  resumeReading(): void;
}

/** @see asyncio `asyncio.WriteTransport` */
export interface WriteTransport extends BaseTransport {
  /**
   * Send bytes: what the system takes is sent at once, the rest is buffered.
   * What could not be sent at once is kept without copying: do not change it until the buffer has drained.
   * Memory that is given away before, to another thread for one, ends the connection with `EFAULT`.
   *
   * After the connection was lost the data is dropped; from the fifth such write on a warning is printed.
   *
   * @throws {TypeError} when it is not bytes; {@link LoopError} `ERR_TRANSPORT_STATE` after `writeEof`.
   */
  write(data: BytesLike): void;
  /** As writing all of them one after another, in one system call when possible. */
  writelines(list: Iterable<BytesLike>): void;
  canWriteEof(): boolean;
  /** Send what is buffered, then end this side; the other may go on sending. */
  writeEof(): void;
  /** Close now: what is buffered is dropped. `connectionLost(null)` follows in a later turn. */
  abort(): void;
  /** How many bytes the system has not taken yet. */
  getWriteBufferSize(): number;
  /** The water marks in bytes. */
  getWriteBufferLimits(): readonly [low: number, high: number];
  /**
   * Set the water marks in bytes: `pauseWriting` above high, `resumeWriting` at low or below. Defaults: high 65 536, or four times low;
   * low a quarter of high.
   *
   * @throws {RangeError} unless high >= low >= 0.
   */
  setWriteBufferLimits(limits?: { high?: number; low?: number }): void;
}

/** A stream both ways. @see asyncio `asyncio.Transport` */
export interface Transport extends ReadTransport, WriteTransport {}

/** Datagrams both ways. @see asyncio `asyncio.DatagramTransport` */
export interface DatagramTransport extends BaseTransport {
  /**
   * Send one datagram; to the peer when no address is given. What the system does not take now is copied and sent later, whole.
   *
   * @throws {TypeError} when it is not bytes.
   */
  sendto(data: BytesLike, address?: Address | null): void;
  /** Close now: what is buffered is dropped. */
  abort(): void;
  /** How many bytes the system has not taken yet. */
  getWriteBufferSize(): number;
  getWriteBufferLimits(): readonly [low: number, high: number];
  /** As in {@link WriteTransport}. */
  setWriteBufferLimits(limits?: { high?: number; low?: number }): void;
}

/** A child process. @see asyncio `asyncio.SubprocessTransport` */
export interface SubprocessTransport extends BaseTransport {
  getPid(): number;
  /** The transport of the pipe to the child's descriptor `fd`: 0 is written to, others are read from; `null` without a pipe. */
  getPipeTransport(fd: number): BaseTransport | null;
  /** What it exited with; `-N` when signal number N killed it; `null` while it runs. */
  getReturncode(): number | null;
  kill(): void;
  sendSignal(signal: NodeJS.Signals | number): void;
  terminate(): void;
}
