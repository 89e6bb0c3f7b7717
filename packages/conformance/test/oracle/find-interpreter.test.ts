import { expect, it } from 'vitest';
import { compareVersions } from '../../src/oracle/find-interpreter.ts';

it('compares versions by their numbers', () => {
  expect(compareVersions('3.9.18', [3, 12])).toBeLessThan(0);
  expect(compareVersions('3.12.0', [3, 12])).toBe(0);
  expect(compareVersions('3.13.1', [3, 13, 0])).toBeGreaterThan(0);
});
