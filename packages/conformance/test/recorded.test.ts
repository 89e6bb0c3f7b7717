import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adaptations } from '../src/adaptations.ts';
import { allCases } from '../src/all-cases.ts';
import type { Case } from '../src/case.ts';
import { compareTraces } from '../src/compare-traces.ts';
import { packageFolder } from '../src/package-folder.ts';
import { readRecording, recordedNames } from '../src/recordings.ts';

const names = allCases.map(({ name }) => name);

describe('the cases', () => {
  it('have names of their own, area first', () => {
    expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('all have a recorded trace, and every recorded trace has its case', () => {
    expect(recordedNames()).toEqual([...names].sort());
  });

  it('are all listed', async () => {
    const folder = new URL('src/cases/', packageFolder);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\/.*\.ts$/.test(file));
    const inFiles: string[] = [];
    for (const file of files) {
      const exported: unknown[] = Object.values(await import(new URL(file, folder).href));
      for (const list of exported.filter(Array.isArray)) inFiles.push(...list.map(({ name }: Case) => name));
    }
    expect(inFiles.sort()).toEqual([...names].sort());
  });
});

describe('the adaptations', () => {
  it.each(adaptations.map((adaptation) => [adaptation.name, adaptation] as const))('%s still differs from CPython', (name, { trace }) => {
    expect(compareTraces(trace, readRecording(name)?.trace ?? trace)).not.toBeNull();
  });

  it('are one for a case at most, and of cases that exist', () => {
    const adapted = adaptations.map(({ name }) => name);
    expect(adapted.filter((name, i) => adapted.indexOf(name) !== i || !names.includes(name))).toEqual([]);
  });
});
