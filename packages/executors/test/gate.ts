import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { ExecutorFuture, Work } from '../src/index.ts';
import type { Pool } from './pools.ts';
import { moduleUrl } from './test-modules.ts';
import { until } from './until.ts';

let folder: string | null = null;
let made = 0;

afterAll(() => {
  if (folder !== null) rmSync(folder, { recursive: true });
});

/** Keeps workers busy until it is opened, at the latest at the end of its scope. */
export class Gate implements Disposable {
  /** Whether it is open, and whether work that `workFor` gave waits at it. */
  readonly #door: Int32Array = new Int32Array(new SharedArrayBuffer(8));
  readonly #file: string;

  constructor() {
    folder ??= mkdtempSync(join(tmpdir(), 'tsyncio-gate-'));
    made += 1;
    this.#file = join(folder, String(made));
  }

  /** Work that blocks its worker, and then gives 'passed'. */
  hold(pool: Pool): ExecutorFuture<string> {
    if (pool.kind === 'process')
      return pool.submit({ module: moduleUrl('work.mjs'), export: 'pass' }, this.#file) as ExecutorFuture<string>;
    return pool.submit((door: Int32Array) => {
      Atomics.wait(door, 0, 0);
      return 'passed';
    }, this.#door);
  }

  /** The same, once a worker is at it. In an object, as a promise of a future would be one of its result. */
  async holdNow(pool: Pool): Promise<{ readonly held: ExecutorFuture<string> }> {
    const held = this.hold(pool);
    await until(() => held.running(), 'the beginning of the work');
    return { held };
  }

  /** Work for a pool, an argument with which it passes at once, and one with which it waits here. */
  workFor(pool: Pool): readonly [work: Work<unknown[], string>, passes: unknown, waits: unknown] {
    if (pool.kind === 'process') return [{ module: moduleUrl('work.mjs'), export: 'pass' }, import.meta.filename, this.#file];
    const wait = (door: Int32Array): string => {
      Atomics.store(door, 1, 1);
      Atomics.wait(door, 0, 0);
      return 'passed';
    };
    return [wait as Work<unknown[], string>, new Int32Array(new SharedArrayBuffer(8)).fill(1), this.#door];
  }

  /** Whether that work can no longer be cancelled: that of a process when it was sent, that of a thread once it is begun. */
  isWaitedAt(pool: Pool): boolean {
    return pool.kind === 'process' ? pool.stats().running > 0 : Atomics.load(this.#door, 1) === 1;
  }

  open(): void {
    Atomics.store(this.#door, 0, 1);
    Atomics.notify(this.#door, 0);
    writeFileSync(this.#file, '');
  }

  [Symbol.dispose](): void {
    this.open();
  }
}
