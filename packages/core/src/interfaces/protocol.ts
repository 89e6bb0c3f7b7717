import type { Address } from './address.ts';

/**
 * What every protocol may have. Each method is called by the loop, in a turn of its own; an error thrown in it goes to the
 * loop's exception handler, or ends the connection where said so.
 *
 * @see asyncio `asyncio.BaseProtocol`
 */
export interface BaseProtocol {
  /** First call, exactly once; the transport is usable from now on. */
  // biome-ignore lint/suspicious/noExplicitAny: a protocol says itself which kind of transport it expects
  connectionMade?(transport: any): void;
  /** Last call, exactly once. `null` after end of file, `close` or `abort`; otherwise what ended the connection. */
  connectionLost?(error: Error | null): void;
  /** The write buffer rose above its high-water mark. Called from inside `write`. */
  pauseWriting?(): void;
  /** The write buffer fell to its low-water mark. */
  resumeWriting?(): void;
}

/** Streaming protocol: `connectionMade dataReceived* eofReceived? connectionLost`. @see asyncio `asyncio.Protocol` */
export interface Protocol extends BaseProtocol {
  /** Bytes arrived, at least one. The buffer is never written again. An error thrown here ends the connection. */
  dataReceived?(data: Buffer): void;
  /** The peer will send no more. Return `true` to keep the write side open; otherwise the transport closes itself. */
  eofReceived?(): boolean | void;
}

/** Streaming protocol with the user's own receive buffer. @see asyncio `asyncio.BufferedProtocol` */
export interface BufferedProtocol extends BaseProtocol {
  /** A buffer to receive into, at least one byte long; `sizeHint` is a recommendation, -1 for none. Asked for before every read. */
  getBuffer(sizeHint: number): Uint8Array;
  /** `nbytes` were written to the start of that buffer. */
  bufferUpdated(nbytes: number): void;
  /** As in {@link Protocol}. */
  eofReceived?(): boolean | void;
}

export type StreamProtocol = Protocol | BufferedProtocol;

/** Protocol over datagrams. @see asyncio `asyncio.DatagramProtocol` */
export interface DatagramProtocol extends BaseProtocol {
  /** One datagram, whole, and where it came from. */
  datagramReceived?(data: Buffer, address: Address): void;
  /** An earlier send or receive failed; the endpoint stays open. */
  errorReceived?(error: Error): void;
}

/** Protocol over a child process. @see asyncio `asyncio.SubprocessProtocol` */
export interface SubprocessProtocol extends BaseProtocol {
  /** The child wrote bytes to its descriptor `fd`: 1 or 2, or an extra pipe. */
  pipeDataReceived?(fd: number, data: Buffer): void;
  /**
   * Where it is there as the child starts, and instead of `pipeDataReceived`: a buffer to receive into what the child wrote to `fd`, at least one
   * byte long, asked for before every read. For large streams, whose data then goes through the same memory again and again. An error thrown
   * here or in `pipeBufferUpdated` ends the pipe.
   */
  getPipeBuffer?(fd: number, sizeHint: number): Uint8Array;
  /** `nbytes` were written to the start of that buffer. */
  pipeBufferUpdated?(fd: number, nbytes: number): void;
  /** One pipe closed. */
  pipeConnectionLost?(fd: number, error: Error | null): void;
  /** The child ended; its pipes may still hold data. */
  processExited?(): void;
}

export type AnyProtocol = StreamProtocol | DatagramProtocol | SubprocessProtocol;

/** Makes the protocol of one connection. */
export type ProtocolFactory<P> = () => P;
