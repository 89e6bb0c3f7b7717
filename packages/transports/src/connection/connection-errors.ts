import { SystemError, TimeoutError } from '@tsyncio/core';

/** The error of a connection for which every address failed. */
export function summarize(errors: readonly SystemError[], allErrors: boolean): Error {
  if (allErrors) return new AggregateError(errors, 'createConnection failed');
  const [first] = errors;
  if (first === undefined) return new TimeoutError('createConnection failed');
  if (errors.every(({ message }) => message === first.message)) return first;
  const reason = `several addresses failed: ${errors.map(({ message }) => message).join(', ')}`;
  return new SystemError(first.code, first.errno, first.syscall, { reason });
}
