import { CancelledError, InvalidStateError, LoopError, NotImplementedError, SendfileNotAvailableError, TimeoutError } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';

describe('the errors of core', () => {
  it.each([
    [CancelledError, 'CancelledError', 'ERR_CANCELLED'],
    [InvalidStateError, 'InvalidStateError', 'ERR_INVALID_STATE'],
    [TimeoutError, 'TimeoutError', 'ERR_TIMEOUT'],
    [NotImplementedError, 'NotImplementedError', 'ERR_NOT_IMPLEMENTED'],
    [SendfileNotAvailableError, 'SendfileNotAvailableError', 'ERR_SENDFILE_NOT_AVAILABLE'],
  ])('%o have a name, a code, a message and a cause', (Type, name, code) => {
    const cause = new Error('cause');
    const error = new Type('what happened', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name, code, message: 'what happened', cause });
    expect(String(error)).toBe(`${name}: what happened`);
  });

  it('are told apart by their code where they are LoopErrors', () => {
    const error = new LoopError('ERR_LOOP_CLOSED', 'closed');
    expect(error).toMatchObject({ name: 'LoopError', code: 'ERR_LOOP_CLOSED', message: 'closed' });
    expect(String(error)).toBe('LoopError: closed');
  });

  it('have stacks that begin with their name', () => {
    expect(new CancelledError('enough').stack).toMatch(/^CancelledError: enough/);
    expect(new LoopError('ERR_LOOP_CLOSED', 'closed').stack).toMatch(/^LoopError: closed/);
  });
});
