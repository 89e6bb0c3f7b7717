import { expect, it } from 'vitest';
import { findTitles, testTitles } from '../../src/table/test-titles.ts';

it('finds the titles of tests, however they are quoted and made', () => {
  const source = `
    it('single', () => {});
    test("double 'quoted'", async () => {});
    it('it\\'s escaped', () => {});
    it.runIf(linux)('modified', () => {});
    it.each([
      [1, 2],
    ])('each %i', (a, b) => {});
    it('over lines',
      () => {});
  `;
  expect([...findTitles(source)]).toEqual(['single', "double 'quoted'", "it's escaped", 'modified', 'each %i', 'over lines']);
});

it('leaves out tests that never run, and other calls', () => {
  const source = "it.skip('skipped', f); it.todo('to do', f); describe('group', f); expect('value', f); split('x', 1)";
  expect([...findTitles(source)]).toEqual([]);
});

it('knows that a file is not there', () => {
  expect(testTitles('packages/conformance/test/gone.test.ts')).toBeNull();
});
