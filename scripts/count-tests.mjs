/**
 * Count the tests of vitest's JSON report.
 *
 * A file that failed as a whole (it did not load, or left something open) counts as one failure, and so does a run
 * that ended with an error that no test names, and a run without any test.
 */
export function countTests(report, exitCode) {
  let passed = 0;
  let failed = 0;
  for (const file of report.testResults) {
    const count = (status) => file.assertionResults.filter((test) => test.status === status).length;
    const failedHere = count('failed');
    passed += count('passed');
    failed += failedHere === 0 && file.status === 'failed' ? 1 : failedHere;
  }
  const ranNothing = passed + failed === 0;
  const unexplained = exitCode !== 0 && failed === 0;
  return { passed, failed: ranNothing || unexplained ? failed + 1 : failed };
}
