import { constants } from 'node:os';
import type { KernelAddress, SocketCalls } from '@tsyncio/core/area';
import type { DescriptorTable } from './descriptor-table.ts';
import type { FakeSocket, Passed, Received } from './fake-socket.ts';
import { linuxConstants } from './linux-constants.ts';
import { letAllGo } from './open-file.ts';

/** How many buffers one call takes (IOV_MAX). */
const MOST_BUFFERS = 1024;
/** How many files one message carries (SCM_MAX_FD). */
const MOST_FILES = 253;
const { EINVAL, EMSGSIZE } = constants.errno;
const { MSG_CTRUNC, MSG_TRUNC } = linuxConstants;

/** One message of several buffers, with the files of `fds` beside it. */
export function sendMessage(
  socket: FakeSocket,
  table: DescriptorTable,
  ...[buffers, fds, address, flags]: [readonly Uint8Array[], readonly number[], KernelAddress | null, number]
): number {
  if (buffers.length > MOST_BUFFERS) return -EMSGSIZE;
  const passed: Passed = () => (fds.length > MOST_FILES ? -EINVAL : table.all(fds));
  return socket.send(buffers, address, flags, passed);
}

/** One message into several buffers. What comes beside it gets numbers, as long as there is room for them. */
export function receiveMessage(
  socket: FakeSocket,
  table: DescriptorTable,
  ...[buffers, maxFds, flags]: [readonly Uint8Array[], number, number]
): ReturnType<SocketCalls['recvmsg']> {
  const room = buffers.slice(0, MOST_BUFFERS);
  const received = socket.receive(
    room.reduce((sum, { length }) => sum + length, 0),
    flags,
  );
  if (received === 0) return [0, [], 0, ''];
  if (typeof received === 'number') return received;
  const { bytes, size, from, cargo } = received;
  scatter(room, bytes);
  const fds: number[] = [];
  for (const file of cargo) if (fds.length < maxFds && table.room() === 0) fds.push(table.add(file));
  letAllGo(cargo);
  const cut = (size > bytes.length ? MSG_TRUNC : 0) | (fds.length < cargo.length ? MSG_CTRUNC : 0);
  return [countOf(received, flags), fds, cut, from];
}

/** How many bytes were received; with MSG_TRUNC, how many there were. */
export function countOf({ bytes, size }: Received, flags: number): number {
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
