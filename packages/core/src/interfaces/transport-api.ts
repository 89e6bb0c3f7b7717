import type { InetAddress } from './address.ts';
import type { AcceptedSocketOptions, ConnectionOptions, StartTlsOptions, UnixConnectionOptions } from './connection-options.ts';
import type { DatagramEndpointOptions } from './datagram-options.ts';
import type { FileLike } from './file-like.ts';
import type { BaseProtocol, DatagramProtocol, ProtocolFactory, StreamProtocol } from './protocol.ts';
import type { Server } from './server.ts';
import type { ServerOptions, UnixServerOptions } from './server-options.ts';
import type { Socket } from './socket.ts';
import type { SendfileOptions } from './socket-api.ts';
import type { DatagramTransport, ReadTransport, Transport, WriteTransport } from './transport.ts';

/** One answer of the resolver. @see Python `socket.getaddrinfo` */
export interface AddressInfo {
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  readonly canonname: string;
  readonly address: InetAddress;
}

/**
 * Loop methods of the transports area. Wrong arguments, options of other names among them, reject with a TypeError or RangeError; a
 * failed system call with a {@link SystemError}; a refused certificate with the error and code of `node:tls`. Then, and when the waiting task is cancelled, nothing
 * is left open.
 */
export interface TransportApi {
  /**
   * Connect a stream to `host` and `port`, trying every address the name has. Resolves after `connectionMade`; with `ssl`, after the
   * handshake.
   *
   * @see asyncio `loop.create_connection`
   */
  createConnection<P extends StreamProtocol>(factory: ProtocolFactory<P>, options: ConnectionOptions): Promise<readonly [Transport, P]>;
  /**
   * Listen for stream connections, each with a protocol of its own made by `factory`.
   *
   * @see asyncio `loop.create_server`
   */
  createServer<P extends StreamProtocol>(factory: ProtocolFactory<P>, options: ServerOptions): Promise<Server>;
  /**
   * As {@link TransportApi.createConnection}, over a Unix socket. With `ssl` a `serverHostname` must be given.
   *
   * @see asyncio `loop.create_unix_connection`
   */
  createUnixConnection<P extends StreamProtocol>(
    factory: ProtocolFactory<P>,
    options: UnixConnectionOptions,
  ): Promise<readonly [Transport, P]>;
  /**
   * As {@link TransportApi.createServer}, on a Unix socket. Rejects with `EADDRINUSE` when the path is something else than a socket.
   *
   * @see asyncio `loop.create_unix_server`
   */
  createUnixServer<P extends StreamProtocol>(factory: ProtocolFactory<P>, options: UnixServerOptions): Promise<Server>;
  /**
   * A transport for a connection that was accepted elsewhere: by `sockAccept`, or in another process. It owns the socket from then on.
   *
   * @see asyncio `loop.connect_accepted_socket`
   */
  connectAcceptedSocket<P extends StreamProtocol>(
    factory: ProtocolFactory<P>,
    sock: Socket,
    options?: AcceptedSocketOptions,
  ): Promise<readonly [Transport, P]>;
  /**
   * Send and receive datagrams: UDP, or Unix datagrams.
   *
   * @see asyncio `loop.create_datagram_endpoint`
   */
  createDatagramEndpoint<P extends DatagramProtocol>(
    factory: ProtocolFactory<P>,
    options: DatagramEndpointOptions,
  ): Promise<readonly [DatagramTransport, P]>;
  /**
   * Send a file over a transport, by the system where it can. Resolves to the number of bytes sent once all were handed to the system; the
   * file's position is then behind them, also after an error. Nothing else may be written meanwhile: `write` throws `ERR_TRANSPORT_STATE`.
   *
   * Rejects with {@link SendfileNotAvailableError} when `fallback` is false and the system cannot; with `ERR_TRANSPORT_STATE` when the
   * transport is closing, cannot send files, or sends one already. What ended a file on its way, a cancellation too, has `bytesSent`.
   *
   * Meanwhile the protocol is given no data. `close` waits until the file was sent, `abort` ends it with `ECONNABORTED`. A transport over
   * which the system cannot send files (TLS, say) is written to block by block: it does not refuse other writes, and `close` ends it.
   *
   * @see asyncio `loop.sendfile`
   */
  sendfile(transport: WriteTransport, file: FileLike, options?: SendfileOptions): Promise<number>;
  /**
   * Speak TLS from here on. The new transport replaces `transport`, which must not be used again; `protocol` receives what comes over it,
   * the first of it only once the awaiting code has the new transport. `connectionMade` is not called again.
   *
   * @see asyncio `loop.start_tls`
   */
  startTls(transport: Transport, protocol: StreamProtocol, options: StartTlsOptions): Promise<Transport>;
  /**
   * Read a pipe, FIFO, socket, terminal or other character device. The transport owns the descriptor or FileHandle from then on, and makes it
   * non-blocking.
   *
   * @see asyncio `loop.connect_read_pipe`
   */
  connectReadPipe<P extends StreamProtocol>(factory: ProtocolFactory<P>, pipe: number | FileLike): Promise<readonly [ReadTransport, P]>;
  /**
   * Write to one. A peer that goes away ends it at once, not only at the next write.
   *
   * @see asyncio `loop.connect_write_pipe`
   */
  connectWritePipe<P extends BaseProtocol>(factory: ProtocolFactory<P>, pipe: number | FileLike): Promise<readonly [WriteTransport, P]>;
  /**
   * Resolve a host and a port or service name by the system's resolver.
   *
   * Rejects with a {@link SystemError} with `syscall: 'getaddrinfo'` and code `ENOTFOUND` or `EAI_…`.
   *
   * @see asyncio `loop.getaddrinfo`
   */
  getaddrinfo(
    host: string | null,
    port: number | string | null,
    options?: { family?: number; type?: number; proto?: number; flags?: number },
  ): Promise<AddressInfo[]>;
  /**
   * The names of a numeric address and its port. `flags` are NI_* of the constants.
   *
   * Rejects with a {@link SystemError} with `syscall: 'getnameinfo'` and code `ENOTFOUND` or `EAI_…`.
   *
   * @see asyncio `loop.getnameinfo`
   */
  getnameinfo(address: InetAddress, flags?: number): Promise<{ host: string; service: string }>;
}
