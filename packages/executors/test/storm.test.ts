import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

interface Storm {
  readonly counts: Readonly<Record<'right' | 'failed' | 'cancelled' | 'broken' | 'killed', number>>;
  readonly kills: Readonly<Record<string, number>>;
  readonly left: readonly string[];
  readonly violations: readonly string[];
}

const program = fileURLToPath(new URL('../../../benchmarks/executors/storm/storm.mjs', import.meta.url));
const SEED = 20240607;

/** A storm in a process of its own, against what is built. */
async function storm(kind: string, mode: string, tasks: number, kills: number): Promise<Storm> {
  const { NODE_OPTIONS, ...env } = process.env;
  const command = [program, kind, mode, ...[tasks, kills, SEED].map(String)];
  const { stdout } = await promisify(execFile)(process.execPath, command, { env, timeout: 150_000, maxBuffer: 2 ** 24 });
  return JSON.parse(stdout) as Storm;
}

const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

describe.skipIf(process.platform !== 'linux').each(['thread', 'process'])('%s pools whose workers die', (kind) => {
  test('heal: every task has the right result or the right error, and nothing is left', { timeout: 180_000 }, async () => {
    const { counts, kills, left, violations } = await storm(kind, 'heals', 20_000, 12);
    expect(violations).toEqual([]);
    expect(left).toEqual([]);
    expect(total(kills)).toBe(12);
    expect(total(counts)).toBe(20_000 + 12 - (kills.sigkill ?? 0));
    expect(counts.failed).toBeGreaterThan(100);
    expect(counts.cancelled).toBeGreaterThan(50);
  });

  test('break: all that was pending fails, what comes later does at once, and nothing is left', { timeout: 180_000 }, async () => {
    const { counts, left, violations } = await storm(kind, 'breaks', 5000, 5);
    expect(violations).toEqual([]);
    expect(left).toEqual([]);
    expect(counts.broken).toBeGreaterThan(5);
    expect(counts.right).toBeGreaterThan(1000);
  });
});
