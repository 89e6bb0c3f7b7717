import { constants } from 'node:os';
import { SystemError } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { errorCode, systemError } from '../src/system-error.ts';

const { ECONNREFUSED, EINPROGRESS, ENOENT } = constants.errno;

describe('a SystemError', () => {
  it("has the shape of Node's own", () => {
    const error = systemError(-ECONNREFUSED, 'connect', { address: { host: '127.0.0.1', port: 80 } });
    expect(error).toBeInstanceOf(SystemError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'SystemError',
      code: 'ECONNREFUSED',
      errno: -ECONNREFUSED,
      syscall: 'connect',
      address: '127.0.0.1',
      port: 80,
    });
    expect(error.message).toMatch(/^connect ECONNREFUSED 127\.0\.0\.1:80/);
  });

  it('has the path of a Unix socket', () => {
    const error = systemError(-ENOENT, 'connect', { address: '/run/some.sock' });
    expect(error).toMatchObject({ code: 'ENOENT', path: '/run/some.sock' });
    expect(error.message).toContain('/run/some.sock');
    expect('port' in error).toBe(false);
  });

  it('shows an abstract address without its zero byte', () => {
    const error = systemError(-ECONNREFUSED, 'connect', { address: '\0name' });
    expect(error.path).toBe('\0name');
    expect(error.message).toContain('@name');
  });

  it('has no address when there was none', () => {
    const error = systemError(-ENOENT, 'open');
    expect(error.message).toMatch(/^open ENOENT/);
    expect(['address', 'port', 'path'].filter((key) => key in error)).toEqual([]);
  });

  it('can be made by hand, with words of its own', () => {
    const error = new SystemError('ENOTFOUND', -3008, 'getaddrinfo', { reason: 'no such name: nowhere.invalid' });
    expect(error).toMatchObject({ code: 'ENOTFOUND', errno: -3008, syscall: 'getaddrinfo' });
    expect(error.message).toContain('nowhere.invalid');
  });
});

describe('the code of an error number', () => {
  it('is the name of the system', () => {
    expect(errorCode(-ECONNREFUSED)).toBe('ECONNREFUSED');
  });

  it('is known also where libuv has none', () => {
    expect(errorCode(-EINPROGRESS)).toBe('EINPROGRESS');
  });

  it('shows a number that nobody knows', () => {
    expect(errorCode(-99_999)).toBe('E99999');
  });
});
