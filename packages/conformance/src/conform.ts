import type { Case } from './case.ts';
import { judge, type Verdict } from './judge.ts';
import { runCases } from './run-cases.ts';
import type { Subject } from './subject.ts';
import { readCatalogue } from './table/catalogue.ts';
import { readClaims } from './table/claims.ts';
import { makeTable, type Table } from './table/make-table.ts';
import { type Proof, proofOf } from './table/proof.ts';

/** One case on one subject. */
export interface Result {
  readonly case: Case;
  readonly subject: Subject;
  readonly verdict: Verdict;
}

export interface Conformance extends Table {
  readonly results: readonly Result[];
}

/** Run all cases on all subjects and see what that says about the catalogue. `onResult` is told each as it comes. */
export async function conform(
  cases: readonly Case[],
  subjects: readonly Subject[],
  onResult: (result: Result) => void = () => {},
): Promise<Conformance> {
  const results: Result[] = [];
  for (const subject of subjects) {
    for await (const [testCase, outcome] of runCases(cases, subject)) {
      const result = { case: testCase, subject, verdict: judge(testCase, outcome) };
      results.push(result);
      onResult(result);
    }
  }
  const proofs = new Map<string, Proof>(cases.map(({ name }) => [name, proofOf(verdictsOf(name, results))]));
  return { results, ...makeTable({ catalogue: readCatalogue(), claims: readClaims(), cases, proofs }) };
}

function verdictsOf(name: string, results: readonly Result[]): readonly Verdict[] {
  return results.filter((result) => result.case.name === name).map(({ verdict }) => verdict);
}
