// `pnpm conformance`: run every case on every kernel, compare with CPython, and write TABLE.md.
import { allCases } from '../src/all-cases.ts';
import { conform } from '../src/conform.ts';
import { findInterpreter } from '../src/oracle/find-interpreter.ts';
import { runOracle } from '../src/oracle/run-oracle.ts';
import { staleRecordings } from '../src/oracle/stale-recordings.ts';
import { formatSummary, formatTable, writeTable } from '../src/table/write-table.ts';
import { subjects } from '../test/subjects.ts';

/** Ask a CPython whether it still traces what is recorded; the answer is how many traces differ. */
async function checkOracle(): Promise<number> {
  const interpreter = await findInterpreter();
  if (interpreter === null) {
    console.log('no CPython from 3.12 on was found: the recorded traces stand for it');
    return 0;
  }
  const answer = await runOracle(interpreter);
  const stale = new Map([...staleRecordings(answer), ...Object.entries(answer.errors)]);
  for (const [name, text] of stale) console.log(`${name}: ${text}\n`);
  console.log(`${Object.keys(answer.traces).length} scenarios under CPython ${answer.python}: ${stale.size} not as recorded`);
  return stale.size;
}

const stale = await checkOracle();
const { results, rows, problems } = await conform(allCases, subjects, ({ case: { name }, subject, verdict }) => {
  if ('text' in verdict) console.log(`${name} on ${subject.name}: ${verdict.text}\n`);
});
for (const { name } of subjects) {
  const kinds = results.filter(({ subject }) => subject.name === name).map(({ verdict }) => verdict.kind);
  const counts = [...new Set(kinds)].map((kind) => `${kinds.filter((one) => one === kind).length} ${kind}`);
  console.log(`${allCases.length} cases on ${name}: ${counts.join(', ')}`);
}
for (const problem of problems) console.log(`problem: ${problem}`);
writeTable(formatTable(rows));
console.log(`\n${formatSummary(rows)}\n`);

const differing = stale + results.filter(({ verdict }) => verdict.kind === 'differs').length;
const broken = results.filter(({ verdict }) => verdict.kind === 'broken').length;
console.log(`differing traces: ${differing}; broken cases: ${broken}; problems with evidence: ${problems.length}`);
process.exitCode = differing + broken + problems.length === 0 ? 0 : 1;
