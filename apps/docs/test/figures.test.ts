import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { figuresOf, twoDigits } from '../.vitepress/figures.ts';

const benchmarks = (path: string) => fileURLToPath(new URL(`../../../benchmarks/${path}`, import.meta.url));
const results = (name: string) => JSON.parse(readFileSync(benchmarks(`results/${name}.json`), 'utf8'));

describe('the figures of the first page', () => {
  const figures = figuresOf(results);

  test('come from every comparison that is committed, each with a command that exists', () => {
    const compared = ['echo', 'connections', 'idle-connections', 'tls-echo', 'datagrams', 'sendfile', 'subprocess', 'executors', 'core'];
    expect([...new Set(figures.map(({ benchmark }) => benchmark))]).toEqual(compared);
    for (const { command } of figures)
      expect(existsSync(benchmarks(`${command.replace('node benchmarks/', '')}/index.js`)), command).toBe(true);
  });

  test('lie within their range, and say by the same figures who is faster', () => {
    for (const { measured, beside, times, range, ours, theirs } of figures) {
      const [low = Number.NaN, high = Number.NaN] = range.split('–').map(Number);
      const about = Number(twoDigits(times));
      expect(about >= low && about <= high, `${measured} beside ${beside}: ${times} in ${range}`).toBe(true);
      for (const shown of [ours, theirs]) expect(shown).toMatch(/^[\d,.]+(\/s| bytes| s| ms| µs| ns)$/);
    }
  });

  test('also show where tsyncio is slower', () => {
    const slower = figures.filter(({ times }) => times < 1).map(({ benchmark }) => benchmark);
    expect(new Set(slower)).toEqual(new Set(['echo', 'connections', 'tls-echo', 'datagrams', 'subprocess', 'executors', 'core']));
  });

  test('are an error when a result file has not what is shown', () => {
    expect(() => figuresOf(() => ({ cells: [] }))).toThrow('benchmarks/results has no entry for');
  });

  test.each([
    [0.9421, '0.94'],
    [2.288, '2.3'],
    [1, '1'],
    [51.6, '52'],
  ])('%d is shown as %s', (value, shown) => {
    expect(twoDigits(value)).toBe(shown);
  });
});
