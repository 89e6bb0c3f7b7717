import { createLoop, type Loop, type SignalApi } from '@tsyncio/core';
import { type Signals, stateOf } from '@tsyncio/core/area';
import { nativeKernel } from '@tsyncio/native';
import { sockets } from '@tsyncio/sockets';
import { expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openDescriptors } from '../../../test-support/open-descriptors.ts';
import { signals } from '../src/index.ts';
import { owners } from '../src/signal-owners.ts';
import { newLoop, raise } from './with-loop.ts';

test('closing the loop removes all handlers and leaves no descriptor', async () => {
  const before = openDescriptors();
  const told: string[] = [];
  for (let round = 0; round < 50; round++) {
    const loop = newLoop();
    for (const signal of ['SIGUSR2', 'SIGWINCH', 40] as const) loop.addSignalHandler(signal, () => told.push(String(signal)));
    await loop.runUntilComplete(async () => raise('SIGWINCH'));
    loop.close();
    expect([loop.removeSignalHandler('SIGUSR2'), loop.removeSignalHandler(40)]).toEqual([false, false]);
  }
  // Caught by nobody, they are ignored by default.
  raise('SIGWINCH');
  expect(openDescriptors()).toEqual(before);
});

test('nothing is watched or held once the last handler is removed, or none could be added', async () => {
  const kernel = nativeKernel();
  const loop = createLoop([signals()], kernel);
  const { readiness } = stateOf(loop);
  const held = (): unknown[] => [readiness.size, readiness.isOwned(kernel.signals?.open() ?? -1), owners.size];
  expect((await failureOf(() => loop.addSignalHandler('SIGKILL', () => {}))).message).toBe('sig 9 cannot be caught');
  expect(held()).toEqual([0, false, 0]);
  loop.addSignalHandler('SIGUSR2', () => {});
  loop.addSignalHandler('SIGWINCH', () => {});
  expect(held()).toEqual([1, true, 2]);
  loop.removeSignalHandler('SIGUSR2');
  expect(held()).toEqual([1, true, 1]);
  loop.removeSignalHandler('SIGWINCH');
  expect(held()).toEqual([0, false, 0]);
  loop.close();
});

test('the descriptor of signals cannot be taken by addReader', async () => {
  const kernel = nativeKernel();
  const loop = createLoop([sockets(), signals()], kernel);
  loop.addSignalHandler('SIGUSR2', () => {});
  const fd = kernel.signals?.open() ?? -1;
  expect((await failureOf(() => loop.addReader(fd, () => {}))).code).toBe('ERR_FD_IN_USE');
  expect(loop.removeSignalHandler('SIGUSR2')).toBe(true);
  loop.close();
});

/** Signals that somebody else than the system tells. */
class MadeUpSignals implements Signals {
  readonly numbers: Readonly<Record<string, number>> = { SIGUSR2: 12 };
  readonly highest = 31;
  readonly watched: Set<number> = new Set();
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  open(): number {
    return this.#fd;
  }

  watch(signo: number): number {
    this.watched.add(signo);
    return 0;
  }

  unwatch(signo: number): number {
    this.watched.delete(signo);
    return 0;
  }

  take(): readonly number[] {
    return [];
  }
}

function simulated(): { loop: Loop & SignalApi; made: MadeUpSignals; end: () => void } {
  const { native: _native, signals: _signals, ...kernel } = nativeKernel();
  const pipe = kernel.pipes?.open();
  if (pipe === undefined || typeof pipe === 'number') throw new Error('no pipe');
  const made = new MadeUpSignals(pipe[0]);
  const loop = createLoop([signals()], { ...kernel, signals: made });
  const end = (): void => {
    loop.close();
    for (const fd of pipe) kernel.sockets.close(fd);
  };
  return { loop, made, end };
}

test('signals that are not those of the process belong to each loop alone, and have their own numbers', () => {
  const [one, other] = [simulated(), simulated()];
  for (const { loop } of [one, other]) loop.addSignalHandler('SIGUSR2', () => {});
  expect([...one.made.watched, ...other.made.watched]).toEqual([12, 12]);
  expect(() => one.loop.addSignalHandler('SIGTERM', () => {})).toThrow('there is no signal SIGTERM on this system');
  expect(() => one.loop.addSignalHandler(40, () => {})).toThrow('invalid signal number 40');
  one.end();
  expect([one.made.watched.size, other.made.watched.size]).toEqual([0, 1]);
  other.end();
});
