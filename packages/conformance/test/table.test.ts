import { expect, it } from 'vitest';
import { allCases } from '../src/all-cases.ts';
import { conform } from '../src/conform.ts';
import { formatTable, readTable } from '../src/table/write-table.ts';
import { subjects } from './subjects.ts';

// It runs every case on every subject.
it('finds all evidence, and TABLE.md is what `pnpm conformance` writes', { timeout: 480_000 }, async () => {
  const { rows, problems } = await conform(allCases, subjects);
  expect(problems).toEqual([]);
  expect(readTable()).toBe(formatTable(rows));
});
