import { kindOf } from '@tsyncio/core/area';
import { SubprocessTransport } from '../subprocess-transport.ts';

/** What a transport that this package made works with. @throws {TypeError} for anything else. */
export function partsOf(transport: unknown): SubprocessTransport['parts'] {
  if (transport instanceof SubprocessTransport) return transport.parts;
  throw new TypeError(`a transport of subprocessExec, subprocessShell or spawnInTerminal was expected, got ${kindOf(transport)}`);
}
