/** An IPv4 or IPv6 address with a port. `flowInfo` and `scopeId` are IPv6's and left out when zero. */
export interface InetAddress {
  readonly host: string;
  readonly port: number;
  readonly flowInfo?: number;
  readonly scopeId?: number;
}

/** An Internet address, or the path of a Unix socket: a leading `"\0"` is the abstract namespace, `''` an unnamed socket. */
export type Address = InetAddress | string;

/** AF_NETLINK: a port, 0 for the kernel's, and a mask of multicast groups. */
export interface NetlinkAddress {
  readonly pid: number;
  readonly groups: number;
}

/** AF_VSOCK: a virtual machine's context and a port; both are unsigned 32-bit numbers. */
export interface VsockAddress {
  readonly cid: number;
  readonly port: number;
}

/** AF_CAN: a network interface by its name, `''` for all of them; the identifiers are ISO-TP's and left out when zero. */
export interface CanAddress {
  readonly interface: string;
  readonly rxId?: number;
  readonly txId?: number;
}

/** An address of any family: the bytes behind the family in the system's own `sockaddr`. */
export interface RawAddress {
  readonly family: number;
  readonly data: Uint8Array;
}

/** Every form that an address of a socket has, by the socket's family. */
export type SocketAddress = Address | NetlinkAddress | VsockAddress | CanAddress | RawAddress;
