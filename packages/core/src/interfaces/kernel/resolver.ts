import type { InetAddress } from '../address.ts';
import type { AddressInfo } from '../transport-api.ts';

export interface AddressQuery {
  readonly host: string | null;
  /** A number in decimal, or a service name. */
  readonly service: string | null;
  readonly family: number;
  readonly type: number;
  readonly proto: number;
  readonly flags: number;
}

/** Names and addresses, off the main thread. Rejects with a `SystemError`. */
export interface Resolver {
  getaddrinfo(query: AddressQuery): Promise<AddressInfo[]>;
  /** `flags` are NI_* of the socket calls' constants. */
  getnameinfo(address: InetAddress, flags: number): Promise<{ host: string; service: string }>;
}
