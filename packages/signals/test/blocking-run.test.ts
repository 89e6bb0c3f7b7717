import { expect, test } from 'vitest';
import { startProgram } from './running-program.ts';
import { newLoop, raise } from './with-loop.ts';

/** These start processes. */
const SLOW = { timeout: 180_000 };

test('a run that blocks the thread calls handlers', () => {
  const loop = newLoop();
  const told: number[] = [];
  loop.addSignalHandler('SIGUSR2', (step: number) => told.push(step), 1);
  loop.callSoon(() => raise('SIGUSR2', 2));
  const done = loop.createFuture<string>();
  loop.callLater(20, () => done.setResult('done'));
  expect(loop.runUntilCompleteSync(done)).toBe('done');
  expect(told).toEqual([1, 1]);
  loop.close();
});

test('a signal that came before such a run is told in it', () => {
  const loop = newLoop();
  loop.addSignalHandler('SIGUSR2', () => loop.stop());
  raise('SIGUSR2');
  loop.runForeverSync();
  loop.close();
});

test('a run that blocks is interrupted in its wait by a signal from outside', SLOW, async () => {
  const program = startProgram('dispositions', 'blocks with a handler', 'SIGINT');
  expect(await program.nextLine()).toBe('ready');
  program.kill('SIGINT');
  expect(await program.nextLine()).toBe('handled 1');
  program.kill('SIGINT');
  expect([await program.nextLine(), await program.nextLine()]).toEqual(['handled 2', 'ended']);
  expect(await program.ended).toBe(0);
});

test('a run that blocks and never sleeps calls handlers too', SLOW, async () => {
  const program = startProgram('dispositions', 'blocks and is busy', 'SIGTERM');
  expect(await program.nextLine()).toBe('ready');
  program.kill('SIGTERM');
  expect(await program.nextLine()).toBe('ended');
  expect(await program.ended).toBe(0);
});

test('SIGINT without a handler ends a process that blocks', SLOW, async () => {
  const program = startProgram('dispositions', 'blocks without a handler', 'SIGINT');
  expect(await program.nextLine()).toBe('ready');
  program.kill('SIGINT');
  expect(await program.ended).toBe('SIGINT');
});

test('SIGINT ends a process that blocks once its handler is removed', SLOW, async () => {
  const program = startProgram('dispositions', 'blocks with a handler that it removes', 'SIGINT');
  expect(await program.nextLine()).toBe('ready');
  program.kill('SIGINT');
  expect(await program.nextLine()).toBe('handled');
  program.kill('SIGINT');
  expect(await program.ended).toBe('SIGINT');
});
