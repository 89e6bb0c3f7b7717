import type { Address, DatagramEndpointOptions, InetAddress } from '@tsyncio/core';
import { checkInteger, checkPort, kindOf, type LoopState, socketCallsOf } from '@tsyncio/core/area';
import { checkHost } from '../check-options.ts';
import { resolveHost } from '../dns/resolve-host.ts';

/** A kind of socket, and what to bind and connect it to. */
export interface DatagramCandidate {
  readonly family: number;
  readonly proto: number;
  readonly local: Address | undefined;
  readonly remote: Address | undefined;
}

type Names = Pick<DatagramEndpointOptions, 'localAddr' | 'remoteAddr'>;
type Role = keyof Names;
const ROLES: readonly Role[] = ['localAddr', 'remoteAddr'];

/** Every way to make what the options ask for, in the order in which they are to be tried. */
export async function datagramCandidates(state: LoopState, options: DatagramEndpointOptions): Promise<readonly DatagramCandidate[]> {
  const { localAddr, remoteAddr } = options;
  const family = checkInteger('family', options.family ?? 0);
  const proto = checkInteger('proto', options.proto ?? 0);
  const { AF_UNIX = 1 } = socketCallsOf(state.kernel).constants;
  if (localAddr === undefined && remoteAddr === undefined) {
    if (family === 0) throw new TypeError('family is needed without localAddr and remoteAddr: AF_INET, AF_INET6 or AF_UNIX');
    return [{ family, proto, local: undefined, remote: undefined }];
  }
  const isUnix = family === AF_UNIX || (family === 0 && (typeof localAddr === 'string' || typeof remoteAddr === 'string'));
  for (const role of ROLES) checkForm(role, options[role], isUnix);
  if (isUnix) return [{ family: AF_UNIX, proto, local: localAddr, remote: remoteAddr }];
  return resolveAll(state, options, { family, proto, flags: checkInteger('flags', options.flags ?? 0) });
}

function checkForm(role: Role, address: Address | undefined, isUnix: boolean): void {
  if (address === undefined) return;
  if (isUnix) {
    if (typeof address !== 'string') throw new TypeError(`${role} must be the path of a Unix socket, got ${kindOf(address)}`);
    return;
  }
  if (typeof address !== 'object' || address === null || Array.isArray(address))
    throw new TypeError(`${role} must be { host, port }, got ${kindOf(address)}`);
  checkHost(address.host, `${role}.host`);
  checkPort(address.port);
}

interface Hints {
  readonly family: number;
  readonly proto: number;
  readonly flags: number;
}

async function resolveAll(state: LoopState, names: Names, hints: Hints): Promise<DatagramCandidate[]> {
  // One after the other, so that a refusal is always that of the first.
  const locals = await resolveOne(state, 'localAddr', names, hints);
  const remotes = await resolveOne(state, 'remoteAddr', names, hints);
  const keys = new Set([...locals.keys(), ...remotes.keys()]);
  const candidates = [...keys].flatMap((key) => joined(locals.get(key), remotes.get(key), names));
  if (candidates.length === 0) throw new TypeError('localAddr and remoteAddr have no family and protocol in common');
  return candidates;
}

/** The socket of an address, and the address. */
interface Resolved {
  readonly family: number;
  readonly proto: number;
  readonly address: InetAddress;
}

/** By family and protocol, which both sides of a socket share. */
type ByKind = ReadonlyMap<string, readonly Resolved[]>;

async function resolveOne(state: LoopState, role: Role, names: Names, hints: Hints): Promise<ByKind> {
  const name = names[role] as InetAddress | undefined;
  const found = new Map<string, Resolved[]>();
  if (name === undefined) return found;
  const { SOCK_DGRAM = 2, AI_PASSIVE = 1, AF_INET6 = 10 } = socketCallsOf(state.kernel).constants;
  // As for servers, an empty host is every interface.
  const everywhere = role === 'localAddr' && name.host === '';
  const flags = everywhere ? hints.flags | AI_PASSIVE : hints.flags;
  const infos = await resolveHost(state, everywhere ? null : name.host, name.port, { ...hints, type: SOCK_DGRAM, flags });
  for (const { family, proto, address } of infos) {
    const key = `${family} ${proto}`;
    const resolved = { family, proto, address: family === AF_INET6 ? withScope(address, name) : address };
    found.set(key, [...(found.get(key) ?? []), resolved]);
  }
  return found;
}

/** What was said of an IPv6 address beside its host stays. */
function withScope(address: InetAddress, { flowInfo, scopeId }: InetAddress): InetAddress {
  return { ...address, ...(flowInfo === undefined ? {} : { flowInfo }), ...(scopeId === undefined ? {} : { scopeId }) };
}

function joined(locals: readonly Resolved[] = [], remotes: readonly Resolved[] = [], names: Names): DatagramCandidate[] {
  const [one] = [...locals, ...remotes];
  if (one === undefined) return [];
  const { family, proto } = one;
  const own: readonly (Address | undefined)[] = names.localAddr === undefined ? [undefined] : locals.map(({ address }) => address);
  const other: readonly (Address | undefined)[] = names.remoteAddr === undefined ? [undefined] : remotes.map(({ address }) => address);
  return own.flatMap((local) => other.map((remote) => ({ family, proto, local, remote })));
}
