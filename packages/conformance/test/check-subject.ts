import { it } from 'vitest';
import { allCases } from '../src/all-cases.ts';
import { judge } from '../src/judge.ts';
import { runCase } from '../src/run-cases.ts';
import type { Subject } from '../src/subject.ts';

/** A test for each case: its trace on `subject` is CPython's. */
export function checkSubject(subject: Subject): void {
  for (const testCase of allCases) {
    it(`${testCase.name}: ${testCase.title}`, async ({ skip }) => {
      const verdict = judge(testCase, await runCase(testCase, subject));
      if (verdict.kind === 'skipped') skip(verdict.reason);
      if ('text' in verdict) throw new Error(verdict.text);
    });
  }
}
