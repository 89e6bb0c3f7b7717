import { readdirSync, readFileSync } from 'node:fs';

export type ConformanceStatus = 'passed' | 'adapted' | 'impossible' | 'not yet';

export interface ConformanceEvidence {
  readonly text: string;
  /** The file in the repository; '' when the text does not tell which it is. */
  readonly file: string;
}

export interface ConformanceRow {
  readonly area: string;
  readonly behaviour: string;
  readonly status: ConformanceStatus;
  readonly reason: string;
  readonly evidence: readonly ConformanceEvidence[];
  /** The test in CPython. */
  readonly test: string;
}

const statuses: readonly ConformanceStatus[] = ['passed', 'adapted', 'impossible', 'not yet'];
const conformance = new URL('../../../../packages/conformance/', import.meta.url);

/** Every row of the table that `npm run conformance` writes and that a test of the package keeps current. */
export function readConformance(
  table: string = readFileSync(new URL('TABLE.md', conformance), 'utf8'),
  files: ReadonlyMap<string, string> = caseFiles(),
): readonly ConformanceRow[] {
  const rows: ConformanceRow[] = [];
  let area = '';
  for (const line of table.split('\n')) {
    if (line.startsWith('## ')) area = line.slice('## '.length);
    // What comes before the first heading is the summary.
    else if (area !== '' && line.startsWith('| ') && !/^\| (---|behaviour) \|/.test(line)) rows.push(readRow(area, line, files));
  }
  return rows;
}

function readRow(area: string, line: string, files: ReadonlyMap<string, string>): ConformanceRow {
  const cells = line
    .slice('| '.length, -' |'.length)
    .split(/(?<!\\) \| /)
    .map((cell) => cell.replaceAll('\\|', '|').replaceAll('&lt;', '<'));
  const [behaviour = '', standing = '', evidence = '', test = ''] = cells;
  const status = statuses.find((name) => standing === name || standing.startsWith(`${name}: `));
  if (status === undefined || cells.length !== 4) throw new Error(`TABLE.md has a row that is none: ${line}`);
  return {
    area,
    behaviour,
    status,
    reason: standing.slice(`${status}: `.length),
    evidence: [...evidence.matchAll(/`([^`]+)`/g)].map(([, text = '']) => readEvidence(text, files)),
    test: test.replaceAll('`', ''),
  };
}

function readEvidence(text: string, files: ReadonlyMap<string, string>): ConformanceEvidence {
  if (text.startsWith('case:')) return { text: text.slice('case:'.length), file: files.get(text.slice('case:'.length)) ?? '' };
  const [, file = '', title = text] = /^test:([^#]+)#(.+)$/.exec(text) ?? [];
  return { text: title, file };
}

/** Where the cases are written, by their names, as far as the sources have them as they are. */
function caseFiles(): ReadonlyMap<string, string> {
  const folder = new URL('src/cases/', conformance);
  const found = new Map<string, string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const source = readFileSync(new URL(file, folder), 'utf8');
    for (const [, name = ''] of source.matchAll(/name: '([^']+\/[^']+)'/g)) found.set(name, `packages/conformance/src/cases/${file}`);
  }
  return found;
}
