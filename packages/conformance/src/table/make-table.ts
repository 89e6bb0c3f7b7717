import type { Case } from '../case.ts';
import type { CatalogueRow } from './catalogue.ts';
import type { Claim } from './claims.ts';
import type { Proof } from './proof.ts';
import { testTitles } from './test-titles.ts';

export type Status = 'passed' | 'adapted' | 'impossible' | 'not yet';

export interface TableRow extends CatalogueRow {
  readonly status: Status;
  readonly reason: string;
  readonly evidence: readonly string[];
}

export interface Table {
  readonly rows: readonly TableRow[];
  /** What does not hold: evidence that is missing, rows that do not exist, reasons that were not given. */
  readonly problems: readonly string[];
}

export interface TableSources {
  readonly catalogue: readonly CatalogueRow[];
  readonly claims: ReadonlyMap<string, Claim>;
  readonly cases: readonly Case[];
  /** By the name of the case. */
  readonly proofs: ReadonlyMap<string, Proof>;
}

/** Every row of the catalogue with its status. What is claimed stands above what cases cover. */
export function makeTable(sources: TableSources): Table {
  const problems: string[] = [];
  const covering = coveringCases(sources, problems);
  const ids = new Set(sources.catalogue.map(({ id }) => id));
  for (const id of sources.claims.keys()) if (!ids.has(id)) problems.push(`claims: the catalogue has no ${id}`);
  const rows = sources.catalogue.map((row): TableRow => {
    const claim = sources.claims.get(row.id);
    const cases = covering.get(row.id) ?? [];
    if (claim === undefined) return { ...row, ...statusByCases(cases, sources.proofs) };
    problems.push(...checkClaim(row.id, claim, sources.proofs));
    const evidence = [...new Set([...(claim.evidence ?? []), ...cases.map((name) => `case:${name}`)])];
    return { ...row, status: claim.status, reason: claim.reason ?? '', evidence };
  });
  return { rows, problems };
}

/** The names of the cases that cover a row, by its id. */
function coveringCases({ catalogue, cases }: TableSources, problems: string[]): ReadonlyMap<string, readonly string[]> {
  const covering = new Map<string, string[]>(catalogue.map(({ id }) => [id, []]));
  for (const { name, covers = [] } of cases) {
    for (const id of covers) {
      const names = covering.get(id);
      if (names === undefined) problems.push(`${name} covers ${id}, which the catalogue does not have`);
      else names.push(name);
    }
  }
  return covering;
}

function statusByCases(names: readonly string[], proofs: ReadonlyMap<string, Proof>): Pick<TableRow, 'status' | 'reason' | 'evidence'> {
  const evidence = names.map((name) => `case:${name}`);
  const found = names.map((name) => proofs.get(name) ?? { kind: 'unproven' as const });
  if (found.length === 0 || found.some(({ kind }) => kind === 'unproven')) return { status: 'not yet', reason: '', evidence };
  const adapted = found.find((proof) => proof.kind === 'adapted');
  return { status: adapted === undefined ? 'passed' : 'adapted', reason: adapted?.reason ?? '', evidence };
}

function checkClaim(id: string, { status, reason = '', evidence = [] }: Claim, proofs: ReadonlyMap<string, Proof>): readonly string[] {
  const problems: string[] = [];
  if (!['passed', 'adapted', 'impossible'].includes(status)) problems.push(`${id}: there is no status '${status}'`);
  if (status !== 'passed' && reason === '') problems.push(`${id}: '${status}' needs a reason`);
  if (status !== 'impossible' && evidence.length === 0) problems.push(`${id}: '${status}' needs evidence`);
  for (const piece of evidence) {
    const problem = checkEvidence(piece, proofs);
    if (problem !== null) problems.push(`${id}: ${problem}`);
  }
  return problems;
}

function checkEvidence(piece: string, proofs: ReadonlyMap<string, Proof>): string | null {
  if (piece.startsWith('case:')) {
    const proof = proofs.get(piece.slice('case:'.length));
    if (proof === undefined) return `there is no ${piece}`;
    return proof.kind === 'unproven' ? `${piece} proves nothing: ${proof.why}` : null;
  }
  const [, file = '', title = ''] = /^test:([^#]+)#(.+)$/s.exec(piece) ?? [];
  if (file === '') return `evidence is case:<name> or test:<file>#<title>, not ${piece}`;
  const titles = testTitles(file);
  if (titles === null) return `there is no file ${file}`;
  return titles.has(title) ? null : `${file} has no test '${title}'`;
}
