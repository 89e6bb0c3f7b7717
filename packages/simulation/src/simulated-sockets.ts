import { constants } from 'node:os';
import type { RawAddress } from '@tsyncio/core';
import type { KernelAddress, SocketCalls } from '@tsyncio/core/area';
import type { DescriptorTable } from './descriptor-table.ts';
import type { FakeSelector } from './fake-selector.ts';
import { FakeSocket, type Home, type Received } from './fake-socket.ts';
import { linuxConstants } from './linux-constants.ts';
import { openSocket, openSocketPair } from './open-socket.ts';

const { EAFNOSUPPORT, EBADF, EINVAL, ENODEV, ENOTSOCK, ENXIO, EOPNOTSUPP } = constants.errno;
const { MSG_TRUNC } = linuxConstants;

/** The socket calls on the descriptors of one kernel. They stay usable after the kernel was closed, as a process's descriptors do. */
export function simulatedSockets(home: Home, table: DescriptorTable, selector: FakeSelector): SocketCalls {
  const on = <Answer>(fd: number, call: (socket: FakeSocket) => Answer): Answer | number => {
    const file = table.at(fd);
    if (file === undefined) return -EBADF;
    return file instanceof FakeSocket ? call(file) : -ENOTSOCK;
  };
  return {
    open: (family, type, proto) => {
      const socket = openSocket(home, family, type, proto);
      return typeof socket === 'number' ? socket : table.room() || table.add(socket);
    },
    pair: (family, type, proto) => {
      const pair = openSocketPair(home, family, type, proto);
      return typeof pair === 'number' ? pair : table.room(2) || [table.add(pair[0]), table.add(pair[1])];
    },
    close: (fd) => {
      const file = table.at(fd);
      if (file === undefined) return -EBADF;
      selector.forget(fd);
      table.remove(fd);
      file.close();
      return 0;
    },
    // No descriptor is closed behind the program's back, so nobody has to be told whose one is.
    adopt: () => {},
    release: () => {},
    bind: (fd, address) => on(fd, (socket) => (isRaw(address) ? -EAFNOSUPPORT : socket.bind(address))),
    listen: (fd, backlog) => on(fd, (socket) => socket.listen(backlog)),
    accept: (fd) =>
      on(fd, (socket) => {
        if (table.room() !== 0) return table.room();
        const accepted = socket.accept();
        return typeof accepted === 'number' ? accepted : ([table.add(accepted[0]), accepted[1]] as const);
      }),
    connect: (fd, address) => on(fd, (socket) => (isRaw(address) ? -EAFNOSUPPORT : socket.connect(address))),
    shutdown: (fd, how) => on(fd, (socket) => socket.shutdown(how)),
    recv: (fd, nbytes, flags) =>
      on(fd, (socket) => {
        const received = socket.receive(nbytes, flags);
        if (typeof received === 'number') return received;
        return received.bytes.length === 0 ? 0 : received.bytes;
      }),
    recvInto: (fd, buffer, flags) =>
      on(fd, (socket) => {
        const received = socket.receive(buffer.length, flags);
        return typeof received === 'number' ? received : fill(buffer, received, flags);
      }),
    recvfrom: (fd, nbytes, flags) =>
      on(fd, (socket) => {
        const received = socket.receive(nbytes, flags);
        if (received === 0) return [Buffer.alloc(0), ''] as const;
        return typeof received === 'number' ? received : ([received.bytes, received.from] as const);
      }),
    recvfromInto: (fd, buffer, flags) =>
      on(fd, (socket) => {
        const received = socket.receive(buffer.length, flags);
        if (received === 0) return [0, ''] as const;
        return typeof received === 'number' ? received : ([fill(buffer, received, flags), received.from] as const);
      }),
    recvmsg: (fd, buffers, _maxFds, flags) =>
      on(fd, (socket) => {
        const room = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
        const received = socket.receive(room, flags);
        if (received === 0) return [0, [], 0, ''] as const;
        if (typeof received === 'number') return received;
        scatter(buffers, received.bytes);
        return [received.bytes.length, [], received.size > room ? MSG_TRUNC : 0, received.from] as const;
      }),
    send: (fd, data, offset, flags) =>
      on(fd, (socket) => (offset > data.length ? -EINVAL : socket.send([data.subarray(offset)], null, flags))),
    sendv: (fd, [first, ...rest], offset) =>
      on(fd, (socket) =>
        first === undefined || offset > first.length ? -EINVAL : socket.send([first.subarray(offset), ...rest], null, 0),
      ),
    sendto: (fd, data, address, flags) => on(fd, (socket) => (isRaw(address) ? -EAFNOSUPPORT : socket.send([data], address, flags))),
    sendmsg: (fd, buffers, fds, address, flags) =>
      on(fd, (socket) => {
        if (fds.length > 0) return -EOPNOTSUPP;
        return isRaw(address) ? -EAFNOSUPPORT : socket.send(buffers, address, flags);
      }),
    getsockname: (fd) => on(fd, (socket) => socket.getsockname()),
    getpeername: (fd) => on(fd, (socket) => socket.getpeername()),
    getsockopt: (fd, level, option, value) =>
      on(fd, (socket) => {
        const words = socket.getOption(level, option);
        return typeof words === 'number' ? words : writeWords(value, words);
      }),
    setsockopt: (fd, level, option, value) => on(fd, (socket) => socket.setOption(level, option, readWords(value))),
    getblocking: (fd) => Number(table.at(fd)?.blocking ?? -EBADF),
    setblocking: (fd, blocking) => {
      const file = table.at(fd);
      if (file === undefined) return -EBADF;
      file.blocking = blocking;
      return 0;
    },
    interfaceIndex: (name) => (name === 'lo' ? 1 : -ENODEV),
    interfaceName: (index) => (index === 1 ? 'lo' : -ENXIO),
    constants: linuxConstants,
  };
}

/** Whether it is of a family that this kernel does not have. */
function isRaw(address: KernelAddress | null): address is RawAddress {
  return typeof address === 'object' && address !== null && 'data' in address;
}

/** How many bytes were received; with MSG_TRUNC, how many there were. */
function fill(buffer: Uint8Array, { bytes, size }: Received, flags: number): number {
  buffer.set(bytes);
  return (flags & MSG_TRUNC) === 0 ? bytes.length : size;
}

function scatter(buffers: readonly Uint8Array[], bytes: Uint8Array): void {
  let start = 0;
  for (const buffer of buffers) {
    const part = bytes.subarray(start, start + buffer.length);
    buffer.set(part);
    start += part.length;
  }
}

/** As much of an `int` array as fits; how many bytes that is. */
function writeWords(value: Uint8Array, words: readonly number[]): number {
  const bytes = new Uint8Array(Int32Array.from(words).buffer).subarray(0, value.length);
  value.set(bytes);
  return bytes.length;
}

function readWords(value: Uint8Array): Int32Array {
  const whole = value.length - (value.length % Int32Array.BYTES_PER_ELEMENT);
  return new Int32Array(value.slice(0, whole).buffer);
}
