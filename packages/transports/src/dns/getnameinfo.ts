import { isIP } from 'node:net';
import { type InetAddress, wrapFuture } from '@tsyncio/core';
import { checkAddress, checkInteger, kindOf, type LoopState, refuseClosed } from '@tsyncio/core/area';

/** Implements {@link TransportApi.getnameinfo}. */
export async function getnameinfo(state: LoopState, address: InetAddress, flags = 0): Promise<{ host: string; service: string }> {
  refuseClosed(state);
  const numeric = checkNumeric(address);
  const { resolver, name } = state.kernel;
  checkInteger('flags', flags);
  if (resolver === undefined) throw new TypeError(`the ${name} kernel has no resolver: it knows no names`);
  return wrapFuture(resolver.getnameinfo(numeric, flags), { loop: state.loop });
}

function checkNumeric(address: InetAddress): InetAddress {
  if (typeof address !== 'object' || address === null || typeof address.host !== 'string')
    throw new TypeError(`getnameinfo needs an address { host, port }, got ${kindOf(address)}`);
  const { host } = address;
  if (isIP(host) === 0) throw new TypeError(`getnameinfo needs a numeric host, got '${host}': resolve it with loop.getaddrinfo first`);
  return checkAddress({ family: 0 }, address) as InetAddress;
}
