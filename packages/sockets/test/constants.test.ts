import { nativeSocketCalls } from '@tsyncio/native';
import { expect, test } from 'vitest';
import { constants } from '../src/index.ts';

test('are those that the addon was compiled with', () => {
  expect({ ...constants }).toEqual({ ...nativeSocketCalls().constants });
});

test('cannot be changed', () => {
  expect(Object.isFrozen(constants)).toBe(true);
  expect(() => Object.assign(constants, { AF_INET: 99 })).toThrow(TypeError);
});

test('a name that the platform lacks is undefined', () => {
  expect(constants.AF_NOWHERE).toBeUndefined();
});
