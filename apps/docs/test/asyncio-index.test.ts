import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findInterpreter } from '../../../packages/conformance/src/oracle/find-interpreter.ts';

interface Index {
  readonly python: string;
  readonly names: Readonly<Record<string, readonly string[]>>;
}

const recorded = JSON.parse(readFileSync(new URL('asyncio-index.json', import.meta.url), 'utf8')) as Index;
const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.');
const interpreter = await findInterpreter();
const same = interpreter !== null && minorOf(interpreter.version) === minorOf(recorded.python) ? interpreter.path : null;

// The names of another version of Python are others: without that version, what is recorded stands.
it.skipIf(same === null)(`the index of asyncio is what CPython ${minorOf(recorded.python)} has, where that is installed`, () => {
  const script = fileURLToPath(new URL('asyncio-index.py', import.meta.url));
  const asked = JSON.parse(execFileSync(same ?? '', [script], { encoding: 'utf8' })) as Index;
  expect(asked.names).toEqual(recorded.names);
});
