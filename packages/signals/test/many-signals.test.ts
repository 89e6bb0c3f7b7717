import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { startProgram } from './running-program.ts';
import { raise, until, withLoop } from './with-loop.ts';

/** These start processes. */
const SLOW = { timeout: 180_000 };
/** A real-time signal: each one that is sent is delivered. */
const REAL_TIME = 40;

interface Sending {
  readonly count: number;
  readonly rate: number;
  readonly last: number;
  /** After so many it waits for a byte at its standard input. */
  readonly block?: number;
}

/** Another process that sends this one `count` signals, `rate` a second, and then a last one of another kind. */
function sendFromOutside(signo: number, { count, rate, last, block = 0 }: Sending): ChildProcess {
  const program = fileURLToPath(new URL('programs/send-signals.mjs', import.meta.url));
  const args = [process.pid, signo, count, rate, last, block].map(String);
  return spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'inherit', 'inherit'] });
}

describe('signals that another process sends 10,000 times a second', () => {
  test('are all told when they are real-time signals, and timers go on meanwhile', SLOW, () =>
    withLoop(async (loop) => {
      // Of those that were not taken the system of signals keeps some thousands, and this process may have to wait for its processor.
      const [count, block] = [10_000, 100];
      let told = 0;
      let ticks = 0;
      let over = false;
      loop.addSignalHandler(REAL_TIME, () => {
        told++;
        if (told % block === 0 && told < count) child.stdin?.write('.');
      });
      loop.addSignalHandler(REAL_TIME + 1, () => {
        over = true;
      });
      const tick = (): void => {
        ticks++;
        if (!over) loop.callLater(1, tick);
      };
      tick();
      const child = sendFromOutside(REAL_TIME, { count, rate: 10_000, last: REAL_TIME + 1, block });
      const ended = once(child, 'exit');
      await until(() => over);
      await ended;
      expect(told).toBe(10_000);
      expect(ticks).toBeGreaterThan(50);
    }),
  );

  test('count as one where they come faster than the system delivers them, and the last is never lost', SLOW, () =>
    withLoop(async (loop) => {
      let told = 0;
      let over = false;
      loop.addSignalHandler('SIGUSR2', () => told++);
      loop.addSignalHandler(REAL_TIME + 1, () => {
        over = true;
      });
      const child = sendFromOutside(constants.signals.SIGUSR2, { count: 10_000, rate: 10_000, last: REAL_TIME + 1 });
      const ended = once(child, 'exit');
      await until(() => over);
      await ended;
      expect(told).toBeGreaterThan(0);
      expect(told).toBeLessThanOrEqual(10_000);
    }),
  );
});

test.skipIf(process.platform !== 'linux')(
  'standard signals that came while the process was stopped are told once, real-time signals each (asks /proc: Linux only)',
  SLOW,
  async () => {
    const program = startProgram('print-signals', 'SIGUSR2', String(REAL_TIME));
    expect(await program.nextLine()).toBe('ready');
    program.kill('SIGSTOP');
    await untilStopped(program.pid);
    for (let i = 0; i < 3; i++) {
      process.kill(program.pid, 'SIGUSR2');
      process.kill(program.pid, REAL_TIME);
    }
    program.kill('SIGCONT');
    const lines: (string | null)[] = [];
    for (let i = 0; i < 4; i++) lines.push(await program.nextLine());
    program.kill('SIGTERM');
    lines.push(await program.nextLine());
    expect(lines.sort()).toEqual([String(REAL_TIME), String(REAL_TIME), String(REAL_TIME), 'SIGTERM', 'SIGUSR2']);
    expect(await program.ended).toBe(0);
  },
);

describe('while the loop is busy', () => {
  test('a signal waits for the end of the callback, and none is lost', () =>
    withLoop(async (loop) => {
      let told = 0;
      loop.addSignalHandler('SIGUSR2', () => told++);
      loop.callSoon(() => {
        const until = performance.now() + 20;
        raise('SIGUSR2', 1000);
        while (performance.now() < until);
        expect(told).toBe(0);
      });
      await until(() => told >= 1000);
      expect(told).toBe(1000);
    }));

  test('a loop that never sleeps is told within a few turns', () =>
    withLoop(async (loop) => {
      let turns = 0;
      let told = -1;
      loop.addSignalHandler('SIGUSR2', () => {
        told = turns;
      });
      const again = (): void => {
        turns++;
        if (told < 0) loop.callSoon(again);
      };
      loop.callSoon(again);
      loop.callSoon(() => raise('SIGUSR2'));
      await until(() => told >= 0);
      expect(told).toBeLessThanOrEqual(4);
    }));
});

async function untilStopped(pid: number): Promise<void> {
  while (!/^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'))) await new Promise(setImmediate);
}
