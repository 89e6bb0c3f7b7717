/** The only interface there is. */
const LOOPBACK = { name: 'lo', index: 1 } as const;
const MOST = 2 ** 32 - 1;

/** Whether an address means something only on one interface: `fe80::/10`, and multicast to the link. */
function isOnLink(host: string): boolean {
  const group = Number.parseInt(host.split(':')[0] || '0', 16);
  return (group & 0xffc0) === 0xfe80 || (group & 0xff0f) === 0xff02;
}

/** The number of a scope, by name where the host is on a link; `undefined` when there is none such. */
export function scopeNumber(host: string, scope: string): number | undefined {
  if (isOnLink(host) && scope === LOOPBACK.name) return LOOPBACK.index;
  return /^\d+$/.test(scope) && Number(scope) <= MOST ? Number(scope) : undefined;
}

/** A host with its scope, as the system writes it. */
export function withScope(host: string, scope: number): string {
  if (scope === 0) return host;
  return `${host}%${isOnLink(host) && scope === LOOPBACK.index ? LOOPBACK.name : scope}`;
}
