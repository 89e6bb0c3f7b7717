import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { ExecutorFuture } from '../src/index.ts';
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
  readonly #door: Int32Array = new Int32Array(new SharedArrayBuffer(4));
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

  open(): void {
    Atomics.store(this.#door, 0, 1);
    Atomics.notify(this.#door, 0);
    writeFileSync(this.#file, '');
  }

  [Symbol.dispose](): void {
    this.open();
  }
}
