import { endianness } from 'node:os';
import type { CanAddress, InetAddress, NetlinkAddress, RawAddress, SocketAddress, VsockAddress } from '../interfaces/address.ts';
import type { KernelAddress, SocketCalls } from '../interfaces/kernel/socket-calls.ts';
import { systemError } from '../system-error.ts';

/** What of a kernel the families need: its numbers, and the names of network interfaces. */
export type AddressCalls = Pick<SocketCalls, 'constants' | 'interfaceIndex' | 'interfaceName'>;

/** How one family's addresses lie in memory, behind the family: as in the headers of Linux. */
interface Layout<A extends SocketAddress> {
  readonly size: number;
  write(into: Words, address: A, calls: AddressCalls): void;
  read(from: Words, calls: AddressCalls): A;
}

/** 32-bit words in the machine's order; offsets are those of the headers, in which two bytes of family come first. */
class Words {
  readonly #view: DataView;

  constructor(data: Uint8Array) {
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  set(offset: number, value: number): void {
    this.#view.setUint32(offset - FAMILY, value, LITTLE);
  }

  get(offset: number): number {
    const start = offset - FAMILY;
    return start + 4 > this.#view.byteLength ? 0 : this.#view.getUint32(start, LITTLE);
  }
}

const FAMILY = 2;
const LITTLE = endianness() === 'LE';

const netlink: Layout<NetlinkAddress> = {
  size: 12,
  write: (into, { pid, groups }) => {
    into.set(4, pid);
    into.set(8, groups);
  },
  read: (from) => ({ pid: from.get(4), groups: from.get(8) }),
};

const vsock: Layout<VsockAddress> = {
  size: 16,
  write: (into, { cid, port }) => {
    into.set(4, port);
    into.set(8, cid);
  },
  read: (from) => ({ cid: from.get(8), port: from.get(4) }),
};

const can: Layout<CanAddress> = {
  size: 24,
  write: (into, { interface: name, rxId = 0, txId = 0 }, calls) => {
    into.set(4, name === '' ? 0 : indexOf(name, calls));
    into.set(8, rxId);
    into.set(12, txId);
  },
  read: (from, calls) => {
    const [index, rxId, txId] = [from.get(4), from.get(8), from.get(12)];
    return {
      interface: index === 0 ? '' : nameOf(index, calls),
      ...(rxId === 0 ? {} : { rxId }),
      ...(txId === 0 ? {} : { txId }),
    };
  },
};

/** The address as a kernel takes it. It was checked. @throws {@link SystemError} for a network interface that does not exist. */
export function encodeAddress(calls: AddressCalls, address: SocketAddress): KernelAddress {
  if (typeof address === 'string' || 'data' in address) return address;
  if ('host' in address) return checkZone(calls, address);
  const { AF_NETLINK = -1, AF_VSOCK = -1, AF_CAN = -1 } = calls.constants;
  if ('groups' in address) return encode(AF_NETLINK, netlink, address, calls);
  if ('cid' in address) return encode(AF_VSOCK, vsock, address, calls);
  return encode(AF_CAN, can, address, calls);
}

/** The address as the caller gets it; of an unknown family, its bytes. */
export function decodeAddress(calls: AddressCalls, address: KernelAddress): SocketAddress {
  if (typeof address === 'string' || !('data' in address)) return address;
  const { AF_NETLINK, AF_VSOCK, AF_CAN } = calls.constants;
  const words = new Words(address.data);
  if (address.family === AF_NETLINK) return netlink.read(words, calls);
  if (address.family === AF_VSOCK) return vsock.read(words, calls);
  return address.family === AF_CAN ? can.read(words, calls) : address;
}

/** The system would only say that the address is wrong. */
function checkZone(calls: AddressCalls, address: InetAddress): InetAddress {
  const zone = address.host.indexOf('%');
  if (zone >= 0 && !/^\d+$/.test(address.host.slice(zone + 1))) indexOf(address.host.slice(zone + 1), calls);
  return address;
}

function encode<A extends SocketAddress>(family: number, layout: Layout<A>, address: A, calls: AddressCalls): RawAddress {
  const data = new Uint8Array(layout.size - FAMILY);
  layout.write(new Words(data), address, calls);
  return { family, data };
}

function indexOf(name: string, calls: AddressCalls): number {
  const index = calls.interfaceIndex(name);
  if (index < 0) throw systemError(index, 'if_nametoindex', { reason: `there is no network interface '${name}'` });
  return index;
}

/** One that has gone since is told by its number. */
function nameOf(index: number, calls: AddressCalls): string {
  const name = calls.interfaceName(index);
  return typeof name === 'string' ? name : `#${index}`;
}
