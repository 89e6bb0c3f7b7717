import { LoopError, PIPE } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { killTree, startProcess } from '../src/index.ts';
import { type Started, startShell } from './child-recorder.ts';
import { stateOfProcess, type TestLoop, turns, until, withLoop } from './with-loop.ts';

/** Once the shell wrote a line, its descendants are there. Their numbers are in it. */
async function numbersOf({ protocol }: Started): Promise<number[]> {
  await until(() => protocol.text(1).endsWith('\n'));
  return protocol.text(1).trim().split(' ').map(Number);
}

/** Nobody, or a zombie that the init process of a container does not reap. */
const isGone = (pid: number): boolean => [null, 'Z', 'X'].includes(stateOfProcess(pid));

const startFamily = (loop: TestLoop, command: string, options = {}): Promise<Started> =>
  startShell(loop, command, { processGroup: 0, ...options });

describe('killTree', () => {
  test('asks the child and its descendants to end', () =>
    withLoop(async (loop) => {
      const family = await startFamily(loop, 'sleep 1000 & sleep 1000 & echo $! $$; wait');
      const numbers = await numbersOf(family);
      expect(await killTree(family.transport)).toBe(-15);
      for (const pid of numbers) expect(isGone(pid)).toBe(true);
      await until(() => family.protocol.lost);
    }));

  test('kills after the grace who ignores the signal', () =>
    withLoop(async (loop) => {
      const family = await startFamily(loop, `trap '' TERM; sleep 1000 & echo $!; while :; do wait; done`);
      const [sleeper = 0] = await numbersOf(family);
      const before = loop.time();
      expect(await killTree(family.transport, { grace: 60 })).toBe(-9);
      expect(loop.time() - before).toBeGreaterThanOrEqual(60);
      await until(() => family.protocol.lost);
      await until(() => isGone(sleeper));
    }));

  test('kills descendants that outlive the child', () =>
    withLoop(async (loop) => {
      // The child ends at once; the shell that it leaves behind does not want to.
      const family = await startFamily(loop, `sh -c 'trap "" TERM; echo $$; while :; do sleep 1000; done' & wait`);
      const [stubborn = 0] = await numbersOf(family);
      expect(await killTree(family.transport, { grace: 60 })).toBe(-15);
      await until(() => isGone(stubborn));
      await until(() => family.protocol.lost);
    }));

  test('gives them time to end as they want', () =>
    withLoop(async (loop) => {
      const family = await startFamily(loop, `trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.01; done`);
      await until(() => family.protocol.has('data 1'));
      expect(await killTree(family.transport)).toBe(3);
      await until(() => family.protocol.lost);
      expect(family.protocol.text(1)).toBe('ready\nbye\n');
    }));

  test('asks with another signal', () =>
    withLoop(async (loop) => {
      const family = await startFamily(loop, 'echo $$; exec sleep 1000');
      await numbersOf(family);
      expect(await killTree(family.transport, { signal: 'SIGINT' })).toBe(-2);
      await until(() => family.protocol.lost);
    }));

  test('takes a process, and a child that leads a session', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, ['sleep', '1000'], { startNewSession: true });
      expect(await killTree(child)).toBe(-15);
    }));

  test('refuses a child that is in our own group', () =>
    withLoop(async (loop) => {
      await using child = await startProcess(loop, ['sleep', '1000']);
      const failure = await failureOf(() => killTree(child));
      expect(failure).toBeInstanceOf(LoopError);
      expect(failure.code).toBe('ERR_TRANSPORT_STATE');
      expect(failure.message).toContain('start it with processGroup: 0 or startNewSession: true');
      expect(child.returncode).toBeNull();
    }));

  test('of a child that was reaped signals nobody, and gives its return code', () =>
    withLoop(async (loop) => {
      const child = await startProcess(loop, { shell: 'exit 4' }, { processGroup: 0 });
      await child.wait();
      expect(await killTree(child)).toBe(4);
    }));

  test('reaches a child that went to another group', () =>
    withLoop(async (loop) => {
      const program =
        'import os, time; os.setpgid(0, os.getppid() and os.getpgid(os.getppid())); print("gone", flush=True); time.sleep(1000)';
      const child = await startShell(loop, `exec python3 -c '${program}'`, { processGroup: 0 });
      await until(() => child.protocol.has('data 1'));
      expect(await killTree(child.transport)).toBe(-15);
      await until(() => child.protocol.lost);
    }));

  test('cancelled during the grace kills nobody', () =>
    withLoop(async (loop) => {
      const family = await startFamily(loop, `trap '' TERM; echo ready; while :; do sleep 0.01; done`);
      await until(() => family.protocol.has('data 1'));
      const task = loop.createTask(async () => {
        await killTree(family.transport, { grace: 100_000 });
      });
      await turns(3);
      task.cancel();
      await failureOf(() => task);
      expect(family.transport.getReturncode()).toBeNull();
      await killTree(family.transport, { grace: 0 });
      await until(() => family.protocol.lost);
    }));

  test('refuses arguments that are none', () =>
    withLoop(async (loop) => {
      await using child = await startProcess(loop, ['sleep', '1000'], { processGroup: 0, stdout: PIPE });
      for (const target of [null, {}, 5]) expect(await failureOf(() => killTree(target as never))).toBeInstanceOf(TypeError);
      expect(await failureOf(() => killTree(child, { grace: -1 }))).toBeInstanceOf(RangeError);
      expect(await failureOf(() => killTree(child, { grace: '1' as never }))).toBeInstanceOf(TypeError);
      expect(await failureOf(() => killTree(child, { signal: 'SIGNONE' as never }))).toBeInstanceOf(RangeError);
      expect(child.returncode).toBeNull();
    }));
});
