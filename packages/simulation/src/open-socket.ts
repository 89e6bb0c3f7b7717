import { constants } from 'node:os';
import type { FakeSocket, Home } from './fake-socket.ts';
import { linuxConstants } from './linux-constants.ts';
import { TcpSocket } from './tcp-socket.ts';
import { UdpSocket } from './udp-socket.ts';
import { UnixDatagramSocket } from './unix-datagram-socket.ts';
import { UnixSeqpacketSocket } from './unix-seqpacket-socket.ts';
import { UnixStreamSocket } from './unix-stream-socket.ts';

const { AF_INET, AF_INET6, AF_UNIX, SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET, IPPROTO_TCP, IPPROTO_UDP } = linuxConstants;
const { EAFNOSUPPORT, EOPNOTSUPP, EPROTONOSUPPORT } = constants.errno;
/** Not among Node's constants. */
const ESOCKTNOSUPPORT = 94;

/** A new socket, or a negated error number. */
export function openSocket(home: Home, family: number, type: number, proto: number): FakeSocket | number {
  const refusal = refusalOf(family, type, proto);
  if (refusal !== 0) return refusal;
  if (family === AF_UNIX) return new (unixSocket(type))(home);
  return type === SOCK_STREAM ? new TcpSocket(home, family) : new UdpSocket(home, family);
}

/** Two connected sockets, or a negated error number. */
export function openSocketPair(home: Home, family: number, type: number, proto: number): readonly [FakeSocket, FakeSocket] | number {
  const refusal = refusalOf(family, type, proto);
  if (refusal !== 0) return refusal;
  if (family !== AF_UNIX) return -EOPNOTSUPP;
  return unixSocket(type).pair(home);
}

function unixSocket(type: number): typeof UnixStreamSocket | typeof UnixDatagramSocket | typeof UnixSeqpacketSocket {
  if (type === SOCK_STREAM) return UnixStreamSocket;
  return type === SOCK_DGRAM ? UnixDatagramSocket : UnixSeqpacketSocket;
}

function refusalOf(family: number, type: number, proto: number): number {
  if (family !== AF_INET && family !== AF_INET6 && family !== AF_UNIX) return -EAFNOSUPPORT;
  if (type !== SOCK_STREAM && type !== SOCK_DGRAM && (type !== SOCK_SEQPACKET || family !== AF_UNIX)) return -ESOCKTNOSUPPORT;
  const own = family === AF_UNIX ? AF_UNIX : type === SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP;
  return proto === 0 || proto === own ? 0 : -EPROTONOSUPPORT;
}
