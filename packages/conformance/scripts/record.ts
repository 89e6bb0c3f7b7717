// `pnpm --filter @tsyncio/conformance record [name | area/]…`: run the scenarios under CPython and keep their traces in recorded/.
import { findInterpreter } from '../src/oracle/find-interpreter.ts';
import { runOracle } from '../src/oracle/run-oracle.ts';
import { recordedNames, removeRecording, writeRecording } from '../src/recordings.ts';

const wanted = process.argv.slice(2).filter((argument) => argument !== '--');
const interpreter = await findInterpreter();
if (interpreter === null) throw new Error('no CPython from 3.12 on was found: put one on the PATH, or name it in TSYNCIO_ORACLE');
const { python, traces, errors, skipped } = await runOracle(interpreter, wanted);

const known = new Set([...Object.keys(traces), ...Object.keys(errors), ...skipped]);
const written = Object.entries(traces).filter(([name, trace]) => writeRecording(name, { python, trace }));
const orphans = wanted.length > 0 ? [] : recordedNames().filter((name) => !known.has(name));
for (const name of orphans) removeRecording(name);

for (const [name] of written) console.log(`recorded ${name}`);
for (const name of orphans) console.log(`removed ${name}`);
for (const [name, error] of Object.entries(errors)) console.error(`${name} failed\n${error}`);
console.log(`CPython ${python}: ${known.size} scenarios, ${written.length} recorded anew, ${Object.keys(errors).length} failed`);
process.exitCode = Object.keys(errors).length === 0 && known.size > 0 ? 0 : 1;
