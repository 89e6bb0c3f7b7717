import { readdirSync, readFileSync } from 'node:fs';
import { createLoop, type ExceptionContext, type Kernel, type Loop, type SubprocessApi, sleep, type TransportApi } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';
import { expect } from 'vitest';
import { allDescriptors } from '../../../test-support/open-descriptors.ts';
import { runTestBody } from '../../../test-support/run-test-body.ts';
import { subprocess } from '../src/index.ts';

export type TestLoop = Loop & SubprocessApi & TransportApi;

/** A test body that takes longer than this waits for something that will not come. */
const PATIENCE = 100_000;

export function newLoop(kernel: Kernel = nativeKernel()): TestLoop {
  return createLoop([sockets(), transports(), subprocess()], kernel);
}

/**
 * Run a test body as a task on a loop of its own. Afterwards nothing may be watched any more, no child may be left, not even as a zombie, nor a
 * descriptor, and nothing may have been reported to the exception handler that the body did not take out of `reports`.
 */
export async function withLoop(
  body: (loop: TestLoop, reports: ExceptionContext[]) => Promise<void>,
  kernel: Kernel = nativeKernel(),
): Promise<void> {
  const loop = newLoop(kernel);
  let before: string[] = [];
  try {
    await runTestBody(loop, PATIENCE, async (reports) => {
      // Now, as some kernels have a pipe of their own while they run.
      before = pipesOpen();
      await body(loop, reports);
    });
    expect(stateOf(loop).readiness.size, 'watched descriptors').toBe(0);
    expect(children(), 'children').toEqual([]);
    expect(
      pipesOpen().filter((each) => !before.includes(each)),
      'open pipes',
    ).toEqual([]);
  } finally {
    loop.close();
  }
}

/** What is open of that which a child may bring about. */
function pipesOpen(): string[] {
  return allDescriptors()
    .filter((label) => /pipe:|pidfd|\/dev\/(null|pts)/.test(label))
    .sort();
}

/** Numbers of the children of this process that were not reaped. */
export function children(): number[] {
  const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return found.map(Number).filter((pid) => parentOf(pid) === process.pid && !isOfTheTestRunner(pid));
}

/** `null` when there is no such process. */
function parentOf(pid: number): number | null {
  try {
    return Number(afterName(pid)[1]);
  } catch {
    return null;
  }
}

/** One letter: R, S, T … or Z for a zombie; `null` when there is no such process. */
export function stateOfProcess(pid: number): string | null {
  try {
    return afterName(pid)[0] as string;
  } catch {
    return null;
  }
}

/** The fields of /proc/PID/stat after the name, which may hold spaces and parentheses. */
function afterName(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** esbuild runs beside the tests. */
function isOfTheTestRunner(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'latin1').includes('esbuild');
  } catch {
    return false;
  }
}

/** Let the loop take some turns. */
export async function turns(count = 1): Promise<void> {
  for (let i = 0; i < count; i++) await sleep(0);
}

/** Let the loop take turns until `condition` holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(1);
}
