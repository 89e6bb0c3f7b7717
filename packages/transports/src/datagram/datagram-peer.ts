import { inspect } from 'node:util';
import type { Address, Socket } from '@tsyncio/core';
import { checkAddress, encodeAddress, type KernelAddress, type SocketCalls } from '@tsyncio/core/area';

/**
 * Where `sendto` sends to: an endpoint with a peer sends to nobody else.
 *
 *   connected     the socket knows its peer, and hears nobody else
 *   remembered    only this side knows it: the socket may broadcast, and hears everybody
 *   none          each datagram needs an address
 */
export class DatagramPeer {
  readonly #calls: SocketCalls;
  readonly #sock: Socket;
  readonly #address: Address | undefined;
  /** `null` is what the socket is connected to. */
  readonly #encoded: KernelAddress | null;

  constructor(
    calls: SocketCalls,
    sock: Socket,
    { connected, remembered }: { connected?: Address | undefined; remembered?: Address | undefined },
  ) {
    this.#calls = calls;
    this.#sock = sock;
    this.#address = connected ?? remembered;
    this.#encoded = connected === undefined && remembered !== undefined ? this.#encode(remembered) : null;
  }

  /** @throws {TypeError} or {@link RangeError} when there is nobody of that address to send to. */
  destination(address: Address | null | undefined): KernelAddress | null {
    const peer = this.#address;
    if (peer === undefined) {
      if (address == null) throw new TypeError('sendto needs an address: the endpoint has no peer');
      return this.#encode(address);
    }
    if (address != null && address !== peer && !isSame(address, peer))
      throw new TypeError(`the address must be null or the peer's, ${shown(peer)}: got ${shown(address)}`);
    return this.#encoded;
  }

  #encode(address: Address): KernelAddress {
    return encodeAddress(this.#calls, checkAddress(this.#sock, address));
  }
}

function isSame(one: Address, other: Address): boolean {
  if (typeof one !== 'object' || typeof other !== 'object') return false;
  return one.host === other.host && one.port === other.port && (one.scopeId ?? other.scopeId) === other.scopeId;
}

function shown(address: Address): string {
  if (typeof address !== 'object' || typeof address.host !== 'string') return inspect(address);
  return `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
}
