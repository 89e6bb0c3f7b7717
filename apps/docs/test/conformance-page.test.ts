import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readConformance } from '../reference/components/read-conformance.ts';

const root = new URL('../../../', import.meta.url);

describe('the conformance page', () => {
  const rows = readConformance();

  it('has every row of the table once', () => {
    expect(rows.length).toBeGreaterThan(700);
    expect(new Set(rows.map(({ test }) => test)).size).toBe(rows.length);
    expect(rows.filter(({ area, behaviour, test }) => area === '' || behaviour === '' || !/^[\w.]+$/.test(test))).toEqual([]);
  });

  it('gives a reason for all that is not as in CPython', () => {
    expect(rows.filter(({ status, reason }) => (status === 'adapted' || status === 'impossible') && reason === '')).toEqual([]);
  });

  it('links its evidence to files that exist', () => {
    const files = new Set(rows.flatMap(({ evidence }) => evidence.map(({ file }) => file)));
    files.delete('');
    expect(files.size).toBeGreaterThan(100);
    expect([...files].filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  });

  it('reads cells that hold what Markdown would take for its own', () => {
    const table = [
      '| part | rows |',
      '| --- | ---: |',
      '| core | 1 |',
      '',
      '## Loop',
      '',
      '| behaviour | status | evidence | CPython test |',
      '| --- | --- | --- | --- |',
      "| a \\| b, &lt;c> | adapted: it is so | `case:x/y`, `test:a/b.test.ts#says 'd' \\| e` | `test_x.Y.test_z` |",
    ].join('\n');
    expect(readConformance(table, new Map([['x/y', 'cases/x.ts']]))).toEqual([
      {
        area: 'Loop',
        behaviour: 'a | b, <c>',
        status: 'adapted',
        reason: 'it is so',
        evidence: [
          { text: 'x/y', file: 'cases/x.ts' },
          { text: "says 'd' | e", file: 'a/b.test.ts' },
        ],
        test: 'test_x.Y.test_z',
      },
    ]);
  });

  it('refuses a table that it does not understand', () => {
    expect(() => readConformance('## Loop\n| a | perhaps | | `t` |', new Map())).toThrow(/perhaps/);
  });
});
