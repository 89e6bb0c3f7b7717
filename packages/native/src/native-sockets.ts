import type { SocketCalls } from '@tsyncio/core/area';
import { AddressBook } from './address-book.ts';
import type { Binding } from './binding.ts';
import { ReceiveBuffer } from './receive-buffer.ts';

/** The system moves no more in one call. */
const MOST_BYTES = 0x7ffff000;

/** The socket calls of the addon, as kernels give them. */
export function nativeSockets(binding: Binding): SocketCalls {
  const received = new ReceiveBuffer(binding.receiveSpace);
  const addresses = new AddressBook(binding);
  const { name } = addresses;
  return {
    open: binding.open,
    pair: binding.pair,
    close: binding.close,
    reclaim: binding.close,
    adopt: binding.adopt,
    release: binding.release,
    bind: binding.bind,
    listen: binding.listen,
    accept: (fd) => {
      const accepted = binding.accept(fd, name);
      return accepted < 0 ? accepted : [accepted, addresses.readPeer()];
    },
    connect: binding.connect,
    shutdown: binding.shutdown,
    recv: (fd, nbytes, flags) => {
      const room = received.reserve(nbytes);
      const count =
        flags === 0 ? binding.recvNext(fd, received.offset, room) : binding.recv(fd, received.space, received.offset, room, flags);
      // With MSG_TRUNC the system says how long the datagram was, not how much of it is here.
      return count > 0 ? received.take(Math.min(count, room)) : count;
    },
    recvInto: (fd, buffer, flags) => binding.recv(fd, buffer, 0, Math.min(buffer.length, MOST_BYTES), flags),
    recvfrom: (fd, nbytes, flags) => {
      const room = received.reserve(nbytes);
      const count = binding.recvfrom(fd, received.space, received.offset, room, flags, name);
      return count < 0 ? count : [received.take(Math.min(count, room)), addresses.read()];
    },
    recvfromInto: (fd, buffer, flags) => {
      const count = binding.recvfrom(fd, buffer, 0, Math.min(buffer.length, MOST_BYTES), flags, name);
      return count < 0 ? count : [count, addresses.read()];
    },
    recvmsg: (fd, buffers, maxFds, flags) => {
      const answer = binding.recvmsg(fd, buffers, maxFds, flags, name);
      return typeof answer === 'number' ? answer : [...answer, addresses.read()];
    },
    send: binding.send,
    sendv: binding.sendv,
    sendto: (fd, data, address, flags) => binding.sendto(fd, data, addresses.write(address), flags),
    sendmsg: (fd, buffers, fds, address, flags) =>
      binding.sendmsg(fd, buffers, fds, address === null ? null : addresses.write(address), flags),
    getsockname: binding.getsockname,
    getpeername: binding.getpeername,
    getsockopt: binding.getsockopt,
    setsockopt: binding.setsockopt,
    getblocking: binding.getblocking,
    setblocking: (fd, blocking) => binding.setblocking(fd, blocking ? 1 : 0),
    interfaceIndex: binding.interfaceIndex,
    interfaceName: binding.interfaceName,
    constants: Object.freeze(binding.constants),
  };
}
