/**
 * Cases that any loop of tsyncio must pass, and CPython's own answers to them.
 *
 * @packageDocumentation
 */
export type { Adaptation } from './adaptation.ts';
export { adaptations } from './adaptations.ts';
export { allCases } from './all-cases.ts';
export type { Case, Core, Stage } from './case.ts';
export { compareTraces, type Difference, showDifference } from './compare-traces.ts';
export { type Conformance, conform, type Result } from './conform.ts';
export { judge, type Verdict } from './judge.ts';
export { findInterpreter, type Interpreter } from './oracle/find-interpreter.ts';
export { type OracleAnswer, runOracle } from './oracle/run-oracle.ts';
export { type Recording, readRecording } from './recordings.ts';
export { type Outcome, type RunOptions, runCase, runCases } from './run-cases.ts';
export type { Subject } from './subject.ts';
export type { Trace, TraceLine, Value } from './trace.ts';
