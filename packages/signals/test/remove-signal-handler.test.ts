import { describe, expect, test } from 'vitest';
import { startProgram } from './running-program.ts';
import { raise, until, withLoop } from './with-loop.ts';

/** These start processes. */
const SLOW = { timeout: 180_000 };

describe('removeSignalHandler', () => {
  test('says whether there was one', () =>
    withLoop(async (loop) => {
      expect(loop.removeSignalHandler('SIGUSR2')).toBe(false);
      loop.addSignalHandler('SIGUSR2', () => {});
      loop.addSignalHandler('SIGWINCH', () => {});
      expect([loop.removeSignalHandler('SIGUSR2'), loop.removeSignalHandler('SIGUSR2')]).toEqual([true, false]);
      expect(loop.removeSignalHandler('SIGWINCH')).toBe(true);
    }));

  test('inside the handler lets those be told that were taken already, and no more', () =>
    withLoop(async (loop) => {
      const told: string[] = [];
      loop.addSignalHandler('SIGUSR2', () => told.push(String(loop.removeSignalHandler('SIGUSR2'))));
      loop.addSignalHandler('SIGWINCH', () => told.push('the last'));
      raise('SIGUSR2', 2);
      raise('SIGWINCH');
      await until(() => told.includes('the last'));
      expect(told).toEqual(['true', 'false', 'the last']);
    }));

  test('drops a signal that came and was not taken', () =>
    withLoop(async (loop) => {
      const told: string[] = [];
      loop.addSignalHandler('SIGUSR2', () => told.push('removed'));
      loop.addSignalHandler('SIGWINCH', () => told.push('the other'));
      raise('SIGUSR2');
      raise('SIGWINCH');
      loop.removeSignalHandler('SIGUSR2');
      await until(() => told.length > 0);
      expect(told).toEqual(['the other']);
    }));

  test('and another handler afterwards works', () =>
    withLoop(async (loop) => {
      const told: number[] = [];
      for (let round = 0; round < 3; round++) {
        loop.addSignalHandler('SIGUSR2', () => told.push(round));
        raise('SIGUSR2');
        await until(() => told.length > round);
        loop.removeSignalHandler('SIGUSR2');
      }
      expect(told).toEqual([0, 1, 2]);
    }));
});

describe('a signal does what it did before', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'] as const)(
    '%s ends the process once its handler is removed',
    SLOW,
    async (signal) => {
      const program = startProgram('dispositions', 'removes its handler', signal);
      expect(await program.nextLine()).toBe('ready');
      program.kill(signal);
      expect(await program.nextLine()).toBe('handled');
      expect(await program.nextLine()).toBe('removed: true');
      program.kill(signal);
      expect(await program.ended).toBe(signal);
    },
  );

  test('SIGINT ends the process once the loop is closed', SLOW, async () => {
    const program = startProgram('dispositions', 'closes its loop', 'SIGINT');
    expect(await program.nextLine()).toBe('closed');
    program.kill('SIGINT');
    expect(await program.ended).toBe('SIGINT');
  });

  test('SIGINT ends the process when no handler was added, and one for another signal', SLOW, async () => {
    const program = startProgram('dispositions', 'handles another', 'SIGUSR2');
    expect(await program.nextLine()).toBe('ready');
    program.kill('SIGINT');
    expect(await program.ended).toBe('SIGINT');
  });

  test('SIGPIPE is ignored again', SLOW, async () => {
    const program = startProgram('dispositions', 'survives', 'SIGPIPE');
    expect(await program.nextLine()).toBe('handled');
    expect(await program.nextLine()).toBe('survived');
    expect(await program.ended).toBe(0);
  });
});

test('every signal that can be caught is handled, by number and by name, and does what it did before', SLOW, async () => {
  const program = startProgram('every-signal');
  expect(JSON.parse((await program.nextLine()) ?? 'null')).toEqual({ byNumber: 60, byName: expect.any(Number), wrong: [], restored: true });
  expect(await program.ended).toBe(0);
});

describe('a loop with handlers', () => {
  test.each(['never ran', 'ran', 'ran blocking'])('that %s and was not closed lets the process end', SLOW, async (how) => {
    const program = startProgram('dispositions', how, 'SIGUSR2');
    expect(await program.nextLine()).toBe(how);
    expect(await program.ended).toBe(0);
  });

  test('keeps the process while it runs, and a handler can end it', SLOW, async () => {
    const program = startProgram('dispositions', 'exits in its handler', 'SIGTERM');
    expect(await program.nextLine()).toBe('ready');
    program.kill('SIGTERM');
    expect(await program.ended).toBe(7);
  });
});
