import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

interface Soaked {
  readonly bytes: number;
  readonly waits: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
  readonly descriptors: { readonly before: number; readonly after: number };
}

const program = fileURLToPath(new URL('../../../benchmarks/soak/soak.mjs', import.meta.url));

/** A soak in a process of its own, against what is built. */
async function soak(seconds: number, ...args: readonly string[]): Promise<Soaked> {
  const { NODE_OPTIONS, ...env } = process.env;
  const command = ['--expose-gc', program, String(seconds), ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, { env, timeout: 150_000, maxBuffer: 2 ** 24 });
  return JSON.parse(stdout) as Soaked;
}

describe.skipIf(process.platform !== 'linux')('200 sockets used at random', () => {
  test('lose no byte, no readiness and no descriptor', { timeout: 180_000 }, async () => {
    const { violations, descriptors, counts, bytes, waits } = await soak(5, '20240607', '200');
    expect(violations).toEqual([]);
    expect(descriptors.after).toBe(descriptors.before);
    expect(bytes).toBeGreaterThan(1_000_000);
    expect(waits).toBeGreaterThan(1000);
    for (const kind of ['tcp', 'unix-stream', 'unix-datagram', 'udp']) expect(counts[`${kind} opened`], kind).toBeGreaterThan(10);
    for (const ending of ['graceful', 'abrupt', 'cancelled']) expect(counts[`ended: ${ending}`], ending).toBeGreaterThan(10);
    const done = ['detached', 'half-closed', 'cancelled connects', 'sockRecv cancelled', 'reader cancelled', 'writer'];
    for (const what of done) expect(counts[what], what).toBeGreaterThan(0);
  });

  test('show it when the loop forgets a wait', { timeout: 180_000 }, async () => {
    const { violations } = await soak(5, '3', '40', 'forget');
    expect(violations.join('\n')).toMatch(/waits for \d+ ms/);
  });
});
