import { isIPv6 } from 'node:net';
import type { Address, Kernel, Socket, SocketAddress } from '@tsyncio/core';
import { LoopError } from '@tsyncio/core';
import {
  checkInteger,
  KernelSocket,
  type OptionNames,
  ownOptions,
  runningLoop,
  type SocketCalls,
  socketCallsOf,
  stateOf,
  systemError,
} from '@tsyncio/core/area';

export interface SocketOptions {
  /**
   * Adopt this descriptor; family, type and proto are asked of the system. It becomes non-blocking, close-on-exec and this socket's to close:
   * another socket that holds the number must have been detached from it.
   */
  readonly fd?: number;
  /** The kernel whose calls it uses; the running loop's unless given. Only its `sockets` are used. */
  readonly kernel?: Pick<Kernel, 'name' | 'sockets'>;
}

const OPTIONS: OptionNames<SocketOptions> = { fd: true, kernel: true };
const PAIR_OPTIONS: OptionNames<Pick<SocketOptions, 'kernel'>> = { kernel: true };

/**
 * A socket, non-blocking and close-on-exec; TCP over IPv4 unless said otherwise.
 *
 * @throws {@link LoopError} `ERR_NO_RUNNING_LOOP` without `kernel`, outside a loop; {@link SystemError} when the system refuses.
 * @see Python `socket.socket`
 */
export function socket<A extends SocketAddress = Address>(
  family?: number,
  type?: number,
  proto?: number,
  options: SocketOptions = {},
): Socket<A> {
  const { fd: adopted, kernel } = ownOptions(options, 'socket', OPTIONS);
  const calls = callsFor(kernel);
  if (adopted !== undefined) return adopt<A>(calls, adopted);
  const { AF_INET = 2, SOCK_STREAM = 1 } = calls.constants;
  const chosen = checked(family ?? AF_INET, type ?? SOCK_STREAM, proto ?? 0);
  const fd = calls.open(...chosen);
  if (fd < 0) throw systemError(fd, 'socket');
  return new KernelSocket<A>(calls, fd, ...chosen);
}

/**
 * Two connected sockets; a Unix stream unless said otherwise.
 *
 * @see Python `socket.socketpair`
 */
export function socketpair<A extends SocketAddress = Address>(
  family?: number,
  type?: number,
  proto?: number,
  options: Pick<SocketOptions, 'kernel'> = {},
): readonly [Socket<A>, Socket<A>] {
  const { kernel } = ownOptions(options, 'socketpair', PAIR_OPTIONS);
  const calls = callsFor(kernel);
  const { AF_UNIX = 1, SOCK_STREAM = 1 } = calls.constants;
  const chosen = checked(family ?? AF_UNIX, type ?? SOCK_STREAM, proto ?? 0);
  const fds = calls.pair(...chosen);
  if (typeof fds === 'number') throw systemError(fds, 'socketpair');
  return [new KernelSocket<A>(calls, fds[0], ...chosen), new KernelSocket<A>(calls, fds[1], ...chosen)];
}

function checked(family: number, type: number, proto: number): readonly [family: number, type: number, proto: number] {
  return [checkInteger('family', family), checkInteger('type', type), checkInteger('proto', proto)];
}

function callsFor(kernel: SocketOptions['kernel']): SocketCalls {
  if (kernel !== undefined) return socketCallsOf(kernel);
  const loop = runningLoop();
  if (loop === null)
    throw new LoopError('ERR_NO_RUNNING_LOOP', 'socket() needs a kernel: call it inside a running loop, or give it { kernel }');
  return socketCallsOf(stateOf(loop).kernel);
}

function adopt<A extends SocketAddress>(calls: SocketCalls, fd: number): Socket<A> {
  if (checkInteger('fd', fd) < 0) throw new RangeError(`a descriptor must be a non-negative integer, got ${fd}`);
  const { SOL_SOCKET = 1, SO_DOMAIN, SO_TYPE = 3, SO_PROTOCOL } = calls.constants;
  const ask = (option: number): number => {
    const value = new Int32Array(1);
    const answer = calls.getsockopt(fd, SOL_SOCKET, option, new Uint8Array(value.buffer));
    if (answer < 0) throw systemError(answer, 'getsockopt', { reason: `descriptor ${fd} is not an open socket` });
    return value[0] as number;
  };
  const type = ask(SO_TYPE);
  const family = SO_DOMAIN === undefined ? familyOf(calls, fd) : ask(SO_DOMAIN);
  const proto = SO_PROTOCOL === undefined ? 0 : ask(SO_PROTOCOL);
  const blocked = calls.setblocking(fd, false);
  if (blocked < 0) throw systemError(blocked, 'fcntl');
  calls.adopt(fd);
  return new KernelSocket<A>(calls, fd, family, type, proto, true);
}

/** Where the system does not tell the family, as on macOS, its name does. */
function familyOf(calls: SocketCalls, fd: number): number {
  const name = calls.getsockname(fd);
  if (typeof name === 'number') throw systemError(name, 'getsockname');
  if (typeof name === 'string') return calls.constants.AF_UNIX ?? 1;
  if ('family' in name) return name.family;
  return (isIPv6(name.host) ? calls.constants.AF_INET6 : calls.constants.AF_INET) ?? 2;
}
