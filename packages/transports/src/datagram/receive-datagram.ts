import { constants } from 'node:os';
import type { Socket } from '@tsyncio/core';
import type { KernelAddress, SocketCalls } from '@tsyncio/core/area';

/** One datagram and who sent it, or a negated error number. */
export type ReceiveDatagram = (fd: number) => readonly [data: Buffer, address: KernelAddress] | number;

/** No datagram of IP is longer, in bytes, and the kernel's own receiving takes as many. */
const LONGEST_IP = 65_536;
/** What others are received into, in bytes: as much as asyncio takes. */
const LONGEST_OTHER = 256 * 1024;
const { EMSGSIZE } = constants.errno;

let space: Buffer | null = null;

/** How the datagrams of a socket are received whole. */
export function receiverOf(calls: SocketCalls, { family }: Socket): ReceiveDatagram {
  const { AF_INET = 2, AF_INET6 = 10, MSG_TRUNC = 0x20 } = calls.constants;
  if (family === AF_INET || family === AF_INET6) return (fd) => calls.recvfrom(fd, LONGEST_IP, 0);
  return (fd) => {
    space ??= Buffer.allocUnsafeSlow(LONGEST_OTHER);
    const answer = calls.recvfromInto(fd, space, MSG_TRUNC);
    if (typeof answer === 'number') return answer;
    const [size, address] = answer;
    // Better told than delivered in part.
    return size > LONGEST_OTHER ? -EMSGSIZE : [Buffer.from(space.subarray(0, size)), address];
  };
}
