import { readFileSync } from 'node:fs';

/** A row of a table on the rosetta page. */
export interface RosettaRow {
  /** What stands in the first column, without parentheses: `loop.run_forever`. */
  readonly theirs: string;
  /** The names of the second column, without parentheses; none for a dash. */
  readonly ours: readonly string[];
  readonly line: number;
}

const page = new URL('../rosetta.md', import.meta.url);

/** All rows whose first cell is a name, from tables with two columns or three. In tables with two, there is no name of ours. */
export function rosettaRows(text: string = readFileSync(page, 'utf8')): readonly RosettaRow[] {
  return text.split('\n').flatMap((line, index): RosettaRow[] => {
    const cells = line.startsWith('| `') ? cellsOf(line) : [];
    const [theirs] = namesIn(cells[0] ?? '');
    // The rules at the top have phrases for names.
    if (theirs === undefined || !/^[\w.]+$/.test(theirs)) return [];
    return [{ theirs, ours: cells.length > 2 ? namesIn(cells[1] ?? '') : [], line: index + 1 }];
  });
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replace(/\(\)$/, ''));
}
