import type { SocketCalls } from '@tsyncio/core/area';
import type { Binding } from './binding.ts';
import { ReceiveBuffer } from './receive-buffer.ts';

/** The socket calls of the addon, as kernels give them. */
export function nativeSockets(binding: Binding): SocketCalls {
  const received = new ReceiveBuffer();
  return {
    open: binding.open,
    pair: binding.pair,
    close: binding.close,
    adopt: binding.adopt,
    release: binding.release,
    bind: binding.bind,
    listen: binding.listen,
    accept: binding.accept,
    connect: binding.connect,
    shutdown: binding.shutdown,
    recv: (fd, nbytes, flags) => {
      const room = received.reserve(nbytes);
      const count = binding.recv(fd, received.space, received.offset, room, flags);
      // With MSG_TRUNC the system says how long the datagram was, not how much of it is here.
      return count > 0 ? received.take(Math.min(count, room)) : count;
    },
    recvInto: (fd, buffer, flags) => binding.recv(fd, buffer, 0, buffer.length, flags),
    recvfrom: binding.recvfrom,
    send: binding.send,
    sendv: binding.sendv,
    sendto: binding.sendto,
    getsockname: binding.getsockname,
    getpeername: binding.getpeername,
    getsockopt: binding.getsockopt,
    setsockopt: binding.setsockopt,
    getblocking: binding.getblocking,
    setblocking: (fd, blocking) => binding.setblocking(fd, blocking ? 1 : 0),
    constants: Object.freeze(binding.constants),
  };
}
