import { constants } from 'node:os';
import { getSystemErrorMap, inspect } from 'node:util';
import { nameErrors } from './errors.ts';
import type { SocketAddress } from './interfaces/address.ts';

export interface SystemErrorDetails {
  /** What the call was given. */
  readonly address?: SocketAddress | undefined;
  /** The name that was to be resolved. */
  readonly hostname?: string | undefined;
  /** Takes the place of the system's own words. */
  readonly reason?: string;
}

const { EAGAIN } = constants.errno;

/**
 * A failed system call, shaped as Node's own: code 'ECONNREFUSED', errno -111, syscall 'connect'.
 *
 * @see Python `OSError`
 */
export class SystemError extends Error {
  readonly code: string;
  readonly errno: number;
  readonly syscall: string;
  declare readonly address?: string;
  declare readonly port?: number;
  declare readonly path?: string;
  declare readonly hostname?: string;

  constructor(code: string, errno: number, syscall: string, details: SystemErrorDetails = {}) {
    super(describe(code, errno, syscall, details));
    this.code = code;
    this.errno = errno;
    this.syscall = syscall;
    Object.assign(this, addressFields(details.address));
    if (details.hostname !== undefined) this.hostname = details.hostname;
  }
}

nameErrors(SystemError, 'SystemError');

/** The error for a negated error number, as kernels answer them. That a call would block is an answer, not a mistake: it has no stack. */
export function systemError(errno: number, syscall: string, details?: SystemErrorDetails): SystemError {
  if (errno !== -EAGAIN) return new SystemError(errorCode(errno), errno, syscall, details);
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = new SystemError('EAGAIN', errno, syscall, details);
  Error.stackTraceLimit = stackTraceLimit;
  return error;
}

/** The name of a negated error number: -111 is 'ECONNREFUSED'. */
export function errorCode(errno: number): string {
  return known.get(errno)?.[0] ?? otherCodes.get(errno) ?? `E${-errno}`;
}

// Each call of getSystemErrorMap makes a new one.
const known = getSystemErrorMap();

// libuv's map leaves out what it never gives to JavaScript, such as EINPROGRESS.
const otherCodes = new Map(Object.entries(constants.errno).map(([code, errno]) => [-errno, code]));

function describe(code: string, errno: number, syscall: string, details: SystemErrorDetails): string {
  const words = details.reason ?? known.get(errno)?.[1];
  const parts = [syscall, code, whereOf(details), words === undefined ? '' : `(${words})`];
  return parts.filter((part) => part !== '').join(' ');
}

function whereOf({ address, hostname = '' }: SystemErrorDetails): string {
  if (address === undefined) return hostname;
  if (typeof address === 'string') return address.replace('\0', '@');
  return 'host' in address ? `${address.host}:${address.port}` : inspect(address, { breakLength: Number.POSITIVE_INFINITY });
}

function addressFields(address: SocketAddress | undefined): object {
  if (address === undefined) return {};
  if (typeof address === 'string') return { path: address };
  return 'host' in address ? { address: address.host, port: address.port } : {};
}
