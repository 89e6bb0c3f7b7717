import type { AddressInfo, TransportApi } from '@tsyncio/core';
import {
  checkInteger,
  checkPort,
  kindOf,
  type LoopState,
  type OptionNames,
  ownOptions,
  queryResolver,
  refuseClosed,
} from '@tsyncio/core/area';
import { checkHost } from '../check-options.ts';

type Hints = NonNullable<Parameters<TransportApi['getaddrinfo']>[2]>;
const OPTIONS: OptionNames<Hints> = { family: true, type: true, proto: true, flags: true };

/** Implements {@link TransportApi.getaddrinfo}. */
export async function getaddrinfo(
  state: LoopState,
  host: string | null,
  port: number | string | null,
  given: Hints = {},
): Promise<AddressInfo[]> {
  refuseClosed(state);
  const { family = 0, type = 0, proto = 0, flags = 0 } = ownOptions(given, 'getaddrinfo', OPTIONS);
  const hints = {
    family: checkInteger('family', family),
    type: checkInteger('type', type),
    proto: checkInteger('proto', proto),
    flags: checkInteger('flags', flags),
  };
  const name = host === null ? null : checkHost(host, 'host', 'a string or null');
  return queryResolver(state, { ...hints, host: name, service: serviceOf(port) });
}

/** Decimal digits are a port too: beyond the last one the system would count from 0 again. */
function serviceOf(port: number | string | null): string | null {
  if (port === null) return null;
  if (typeof port === 'number') return String(checkPort(port));
  if (typeof port !== 'string') throw new TypeError(`port must be a number, a service name or null, got ${kindOf(port)}`);
  const service = checkHost(port, 'port');
  return /^\d+$/.test(service) ? String(checkPort(Number(service))) : service;
}
