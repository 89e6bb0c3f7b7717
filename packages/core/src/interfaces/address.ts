/** An IPv4 or IPv6 address with a port. `flowInfo` and `scopeId` are IPv6's and left out when zero. */
export interface InetAddress {
  readonly host: string;
  readonly port: number;
  readonly flowInfo?: number;
  readonly scopeId?: number;
}

/** An Internet address, or the path of a Unix socket: a leading `"\0"` is the abstract namespace, `''` an unnamed socket. */
export type Address = InetAddress | string;
