import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { signalName, signalNumber } from '../src/signal-number.ts';

const linux = { numbers: { SIGINT: 2, SIGKILL: 9 }, highest: 64 };

describe('signalNumber', () => {
  it('takes a name, and a number', () => {
    expect(signalNumber('SIGTERM')).toBe(constants.signals.SIGTERM);
    expect(signalNumber('SIGINT', linux)).toBe(2);
    expect(signalNumber(64, linux)).toBe(64);
  });

  it('refuses what is no signal of this system', () => {
    for (const signal of [0, -1, 65, 1.5, Number.NaN])
      expect(() => signalNumber(signal, linux)).toThrow(new RangeError(`invalid signal number ${signal}`));
    expect(() => signalNumber('SIGNONE', linux)).toThrow(new RangeError('there is no signal SIGNONE on this system'));
    expect(() => signalNumber('SIGconstructor', linux)).toThrow(RangeError);
  });

  it.runIf(process.platform === 'linux')('refuses the two that the C library keeps', () => {
    expect(() => signalNumber(32)).toThrow('invalid signal number 32');
    expect(() => signalNumber(33)).toThrow('invalid signal number 33');
  });

  it('says what it wanted instead of other values', () => {
    expect(() => signalNumber('1')).toThrow(new TypeError("a signal's name, such as 'SIGTERM', or its number was expected, got '1'"));
    expect(() => signalNumber(null)).toThrow('got null');
    expect(() => signalNumber(() => {})).toThrow('got function');
  });
});

describe('signalName', () => {
  it('is the name, or the number of one without', () => {
    expect(signalName(constants.signals.SIGTERM)).toBe('SIGTERM');
    expect(signalName(9, linux)).toBe('SIGKILL');
    expect(signalName(40, linux)).toBe('signal 40');
  });
});
