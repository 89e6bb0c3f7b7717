import { parseAddressList } from './address-list.ts';

/** The address in `Name <address>`; what holds none is taken as it is. */
export function parseAddress(address: string): string {
  if (typeof address !== 'string') throw new TypeError(`an address must be a string, got ${typeof address}`);
  return parseAddressList(address)[0]?.address ?? address.trim();
}

/** As MAIL and RCPT want it. The empty address, `<>`, is the sender of bounces. */
export function quoteAddress(address: string): string {
  if (address === '<>') return address;
  return `<${parseAddress(address)}>`;
}
