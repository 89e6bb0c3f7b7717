import { Socket as NodeSocket, type SocketConstructorOpts } from 'node:net';
import type { Socket } from '@tsyncio/core';
import { type LoopState, socketCallsOf } from '@tsyncio/core/area';
import { TransportSocket } from './transport-socket.ts';

/** A connected socket as one of Node's own loop, which closes its descriptor from now on. It does not keep the process alive. */
export class DescriptorStream extends NodeSocket {
  readonly socket: TransportSocket;

  constructor(state: LoopState, sock: Socket) {
    const socket = new TransportSocket(state, sock);
    const fd = socket.fileno();
    try {
      // Nobody reads before the handshake does.
      super({ fd, allowHalfOpen: true, readable: true, writable: true, manualStart: true } as SocketConstructorOpts);
    } catch (error) {
      socket.letGo();
      socketCallsOf(state.kernel).close(fd);
      throw error;
    }
    this.socket = socket;
    this.unref();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.socket.letGo();
    super._destroy(error, callback);
  }
}
