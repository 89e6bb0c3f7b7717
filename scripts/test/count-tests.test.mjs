import { expect, test } from 'vitest';
import { countTests } from '../count-tests.mjs';

const file = (status, ...tests) => ({ status, assertionResults: tests.map((result) => ({ status: result })) });

test('tests are counted, skipped ones are not', () => {
  const report = { testResults: [file('passed', 'passed', 'skipped', 'todo'), file('failed', 'passed', 'failed', 'failed')] };
  expect(countTests(report, 1)).toEqual({ passed: 2, failed: 2 });
});

test('a file that failed as a whole counts once', () => {
  expect(countTests({ testResults: [file('passed', 'passed'), file('failed')] }, 1)).toEqual({ passed: 1, failed: 1 });
  expect(countTests({ testResults: [file('failed', 'passed')] }, 1)).toEqual({ passed: 1, failed: 1 });
});

test('an error that no test names is a failure', () => {
  expect(countTests({ testResults: [file('passed', 'passed')] }, 1)).toEqual({ passed: 1, failed: 1 });
});

test('a run without tests is a failure', () => {
  expect(countTests({ testResults: [] }, 0)).toEqual({ passed: 0, failed: 1 });
  expect(countTests({ testResults: [file('passed', 'skipped')] }, 0)).toEqual({ passed: 0, failed: 1 });
});
