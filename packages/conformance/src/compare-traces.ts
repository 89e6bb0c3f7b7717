import type { Trace, TraceLine } from './trace.ts';

/** The first line in which two traces differ; a side that ended before has none. */
export interface Difference {
  /** Counted from 1. */
  readonly line: number;
  readonly ours: TraceLine | undefined;
  readonly theirs: TraceLine | undefined;
  /** The lines before it, which are equal. */
  readonly before: Trace;
}

/** `null` when they are equal. */
export function compareTraces(ours: Trace, theirs: Trace): Difference | null {
  const length = Math.max(ours.length, theirs.length);
  for (let i = 0; i < length; i++) {
    if (show(ours[i]) !== show(theirs[i])) return { line: i + 1, ours: ours[i], theirs: theirs[i], before: ours.slice(0, i) };
  }
  return null;
}

/** A difference in words, with the three lines before it. */
export function showDifference({ line, ours, theirs, before }: Difference, theirName = 'CPython', ourName = 'tsyncio'): string {
  const width = Math.max(theirName.length, ourName.length) + 1;
  const sides: readonly (readonly [string, TraceLine | undefined])[] = [
    ...before.slice(-3).map((equal) => ['', equal] as const),
    [`${ourName}:`, ours],
    [`${theirName}:`, theirs],
  ];
  return [`line ${line} differs`, ...sides.map(([name, shown]) => `  ${name.padEnd(width)} ${show(shown)}`)].join('\n');
}

// Keys in order, so that equal objects are equal texts.
function show(line: TraceLine | undefined): string {
  if (line === undefined) return '(the trace ends)';
  return JSON.stringify(line, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
