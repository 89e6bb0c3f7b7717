import { describe, expect, it } from 'vitest';
import type { Case } from '../../src/case.ts';
import type { Claim } from '../../src/table/claims.ts';
import { makeTable, type Table } from '../../src/table/make-table.ts';
import { type Proof, proofOf } from '../../src/table/proof.ts';

const here = 'test:packages/conformance/test/table/make-table.test.ts';

/** The table of one row, 'row'. */
function tableWith({
  covers = ['row'],
  proof = { kind: 'passed' } as Proof,
  claim = undefined as Claim | undefined,
  id = 'row',
} = {}): Table {
  const testCase: Case = { name: 'test/case', title: 'a case', covers, run() {} };
  return makeTable({
    catalogue: [{ id: 'row', part: 'core', statement: 'it works' }],
    claims: new Map(claim === undefined ? [] : [[id, claim]]),
    cases: [testCase],
    proofs: new Map([['test/case', proof]]),
  });
}

describe('a row that nobody claims', () => {
  it('has the status of the cases that cover it', () => {
    expect(tableWith().rows[0]).toMatchObject({ status: 'passed', evidence: ['case:test/case'] });
    expect(tableWith({ proof: { kind: 'adapted', reason: 'host' } }).rows[0]).toMatchObject({ status: 'adapted', reason: 'host' });
    expect(tableWith({ proof: { kind: 'unproven', why: 'differs' } }).rows[0]?.status).toBe('not yet');
    expect(tableWith({ covers: [] }).rows[0]?.status).toBe('not yet');
  });
});

describe('a claim', () => {
  const problemsOf = (claim: Claim, id?: string): readonly string[] => tableWith({ claim, covers: [], id }).problems;

  it('decides, and holds when its evidence is there', () => {
    const claim: Claim = {
      status: 'adapted',
      reason: 'host',
      evidence: ['case:test/case', `${here}#decides, and holds when its evidence is there`],
    };
    const { rows, problems } = tableWith({ claim });
    expect(problems).toEqual([]);
    expect(rows[0]).toMatchObject({ status: 'adapted', reason: 'host', evidence: claim.evidence });
  });

  it('needs a row, a reason and evidence', () => {
    expect(problemsOf({ status: 'impossible' })).toEqual(["row: 'impossible' needs a reason"]);
    expect(problemsOf({ status: 'passed' })).toEqual(["row: 'passed' needs evidence"]);
    expect(problemsOf({ status: 'impossible', reason: 'host' }, 'gone')).toEqual(['claims: the catalogue has no gone']);
  });

  it('is not held up by evidence that is missing', () => {
    const passed = (piece: string): readonly string[] => problemsOf({ status: 'passed', evidence: [piece] });
    expect(passed('case:test/gone')).toEqual(['row: there is no case:test/gone']);
    expect(passed('test:gone.test.ts#title')).toEqual(['row: there is no file gone.test.ts']);
    expect(passed(`${here}#no such title`)).toEqual([`row: ${here.slice(5)} has no test 'no such title'`]);
    expect(passed('trust me')).toEqual(['row: evidence is case:<name> or test:<file>#<title>, not trust me']);
  });
});

it('names cases that cover rows which do not exist', () => {
  expect(tableWith({ covers: ['gone'] }).problems).toEqual(['test/case covers gone, which the catalogue does not have']);
});

it('takes a case as proof when it passed somewhere and differed nowhere', () => {
  const difference = { kind: 'differs', text: '', difference: { line: 1, ours: undefined, theirs: undefined, before: [] } } as const;
  expect(proofOf([{ kind: 'passed' }, { kind: 'skipped', reason: '' }])).toEqual({ kind: 'passed' });
  expect(proofOf([{ kind: 'passed' }, difference])).toEqual({ kind: 'unproven', why: 'differs' });
  expect(proofOf([{ kind: 'skipped', reason: '' }])).toEqual({ kind: 'unproven', why: 'skipped' });
});
