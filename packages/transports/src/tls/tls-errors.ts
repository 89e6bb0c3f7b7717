import { constants } from 'node:os';
import { SystemError, TimeoutError } from '@tsyncio/core';

const { ECONNABORTED, ECONNRESET } = constants.errno;

/** What the system refused, in the shape it has everywhere here; other errors of Node stay what they are. */
export function asSystemError(error: Error): Error {
  const { code, errno, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof SystemError || code === undefined) return error;
  if (typeof errno === 'number' && typeof syscall === 'string') return new SystemError(code, errno, syscall);
  return code === 'ECONNRESET' ? endedInHandshake() : error;
}

export function endedInHandshake(): SystemError {
  return new SystemError('ECONNRESET', -ECONNRESET, 'handshake', { reason: 'the connection ended before the TLS handshake was done' });
}

export function closedInHandshake(): SystemError {
  return new SystemError('ECONNABORTED', -ECONNABORTED, 'handshake', {
    reason: 'the transport was closed before the TLS handshake was done',
  });
}

export function handshakeTookTooLong(timeout: number): SystemError {
  const reason = `SSL handshake is taking longer than ${timeout} ms: aborting the connection`;
  return new SystemError('ECONNABORTED', -ECONNABORTED, 'handshake', { reason });
}

export function closedWithoutEnd(): SystemError {
  return new SystemError('ECONNRESET', -ECONNRESET, 'read', { reason: 'what carried the TLS connection was closed' });
}

export function shutdownTookTooLong(timeout: number): TimeoutError {
  return new TimeoutError(`SSL shutdown timed out: the peer did not answer within ${timeout} ms`);
}
