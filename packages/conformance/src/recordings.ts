import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { packageFolder } from './package-folder.ts';
import type { Trace } from './trace.ts';

/** What CPython traced for one case. */
export interface Recording {
  /** The version that traced it. */
  readonly python: string;
  readonly trace: Trace;
}

const folder = new URL('recorded/', packageFolder);

export function readRecording(name: string): Recording | null {
  const file = fileOf(name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Recording) : null;
}

/** Write a recording, unless the trace is the one there already. Answers whether it was written. */
export function writeRecording(name: string, { python, trace }: Recording): boolean {
  if (JSON.stringify(readRecording(name)?.trace) === JSON.stringify(trace)) return false;
  const file = fileOf(name);
  mkdirSync(new URL('.', file), { recursive: true });
  const lines = trace.map((line) => `    ${JSON.stringify(line)}`).join(',\n');
  writeFileSync(file, `{\n  "python": ${JSON.stringify(python)},\n  "trace": [\n${lines}\n  ]\n}\n`);
  return true;
}

export function removeRecording(name: string): void {
  rmSync(fileOf(name));
}

/** The names of all cases that have one. */
export function recordedNames(): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length).replaceAll('\\', '/'))
    .sort();
}

function fileOf(name: string): URL {
  return new URL(`${name}.json`, folder);
}
