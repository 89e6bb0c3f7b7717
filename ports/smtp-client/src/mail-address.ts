import { parseAddressList } from './address-list.ts';
import { oneLine } from './wire-text.ts';

/** The address in `Name <address>`; what holds none is taken as it is. */
export function parseAddress(address: string): string {
  return parseAddressList(oneLine(address, 'an address'))[0]?.address ?? address.trim();
}

/** As MAIL and RCPT want it. The empty address, `<>`, is the sender of bounces. */
export function quoteAddress(address: string): string {
  if (address === '<>') return address;
  return `<${parseAddress(address)}>`;
}
