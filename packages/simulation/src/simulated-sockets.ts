import { constants } from 'node:os';
import type { SocketCalls } from '@tsyncio/core/area';
import type { DescriptorTable } from './descriptor-table.ts';
import { FakeSocket, type Home, type Received } from './fake-socket.ts';
import { linuxConstants } from './linux-constants.ts';
import { letAllGo } from './open-file.ts';
import { openSocket, openSocketPair } from './open-socket.ts';
import { countOf, receiveMessage, sendMessage } from './simulated-messages.ts';

const { EBADF, EINVAL, ENODEV, ENOTSOCK, ENXIO } = constants.errno;

/** The socket calls on the descriptors of one kernel. They stay usable after the kernel was closed, as a process's descriptors do. */
export function simulatedSockets(home: Home, table: DescriptorTable): SocketCalls {
  const on = <Answer>(fd: number, call: (socket: FakeSocket) => Answer): Answer | number => {
    const file = table.at(fd);
    if (file === undefined) return -EBADF;
    return file instanceof FakeSocket ? call(file) : -ENOTSOCK;
  };
  /** Receive without what comes beside the bytes. */
  const received = <Answer>(fd: number, nbytes: number, flags: number, tell: (message: Received) => Answer): Answer | number =>
    on(fd, (socket) => {
      const message = socket.receive(nbytes, flags);
      if (typeof message === 'number') return message;
      letAllGo(message.cargo);
      return tell(message);
    });
  return {
    open: (family, type, proto) => {
      const socket = openSocket(home, family, type, proto);
      return typeof socket === 'number' ? socket : table.room() || table.add(socket);
    },
    pair: (family, type, proto) => {
      const pair = openSocketPair(home, family, type, proto);
      return typeof pair === 'number' ? pair : table.room(2) || [table.add(pair[0]), table.add(pair[1])];
    },
    close: (fd) => table.close(fd),
    // No descriptor is closed behind the program's back, so nobody has to be told whose one is.
    adopt: () => {},
    release: () => {},
    bind: (fd, address) => on(fd, (socket) => socket.bind(address)),
    listen: (fd, backlog) => on(fd, (socket) => socket.listen(backlog)),
    accept: (fd) =>
      on(fd, (socket) => {
        if (table.room() !== 0) return table.room();
        const accepted = socket.accept();
        return typeof accepted === 'number' ? accepted : ([table.add(accepted[0]), accepted[1]] as const);
      }),
    connect: (fd, address) => on(fd, (socket) => socket.connect(address)),
    shutdown: (fd, how) => on(fd, (socket) => socket.shutdown(how)),
    recv: (fd, nbytes, flags) => received(fd, nbytes, flags, (message) => (countOf(message, flags) === 0 ? 0 : message.bytes)),
    recvInto: (fd, buffer, flags) => received(fd, buffer.length, flags, (message) => fill(buffer, message, flags)),
    recvfrom: (fd, nbytes, flags) => {
      const answer = received(fd, nbytes, flags, ({ bytes, from }) => [bytes, from] as const);
      return answer === 0 ? [Buffer.alloc(0), ''] : answer;
    },
    recvfromInto: (fd, buffer, flags) => {
      const answer = received(fd, buffer.length, flags, (message) => [fill(buffer, message, flags), message.from] as const);
      return answer === 0 ? [0, ''] : answer;
    },
    recvmsg: (fd, ...message) => on(fd, (socket) => receiveMessage(socket, table, ...message)),
    send: (fd, data, offset, flags) =>
      on(fd, (socket) => (offset > data.length ? -EINVAL : socket.send([data.subarray(offset)], null, flags))),
    sendv: (fd, [first, ...rest], offset) =>
      on(fd, (socket) =>
        first === undefined || offset > first.length ? -EINVAL : socket.send([first.subarray(offset), ...rest], null, 0),
      ),
    sendto: (fd, data, address, flags) => on(fd, (socket) => socket.send([data], address, flags)),
    sendmsg: (fd, ...message) => on(fd, (socket) => sendMessage(socket, table, ...message)),
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

function fill(buffer: Uint8Array, message: Received, flags: number): number {
  buffer.set(message.bytes);
  return countOf(message, flags);
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
