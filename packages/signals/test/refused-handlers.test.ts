import { createLoop } from '@tsyncio/core';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { signals } from '../src/index.ts';
import { newLoop, raise, until, withLoop } from './with-loop.ts';

const nothing = (): void => {};

/** Name, code and message of what was thrown. */
async function refusal(call: () => unknown): Promise<unknown[]> {
  const { name, code, message } = await failureOf(call);
  return [name, code, message];
}

describe('addSignalHandler refuses', () => {
  test.each([
    ['SIGKILL', 9],
    ['SIGSTOP', 19],
  ] as const)('%s, by name and by number, and forgets nothing', (name, number) =>
    withLoop(async (loop) => {
      const told: string[] = [];
      loop.addSignalHandler('SIGUSR2', () => told.push('still there'));
      const expected = ['LoopError', 'ERR_SIGNAL_UNCATCHABLE', `sig ${number} cannot be caught`];
      expect(await refusal(() => loop.addSignalHandler(name, nothing))).toEqual(expected);
      expect(await refusal(() => loop.addSignalHandler(number, nothing))).toEqual(expected);
      expect(loop.removeSignalHandler(name)).toBe(false);
      raise('SIGUSR2');
      await until(() => told.length > 0);
    }),
  );

  test('a signal that does not exist', () =>
    withLoop(async (loop) => {
      for (const signal of [0, -1, 32, 33, 65, 1.5, Number.NaN])
        expect(await refusal(() => loop.addSignalHandler(signal, nothing))).toEqual([
          'RangeError',
          undefined,
          `invalid signal number ${signal}`,
        ]);
      for (const name of ['SIGNONE', 'SIG', 'SIGtoString'])
        expect(await refusal(() => loop.addSignalHandler(name as NodeJS.Signals, nothing))).toEqual([
          'RangeError',
          undefined,
          `there is no signal ${name} on this system`,
        ]);
    }));

  test('what is neither a name nor a number', () =>
    withLoop(async (loop) => {
      for (const [signal, shown] of [
        ['TERM', "'TERM'"],
        ['12', "'12'"],
        [null, 'null'],
        [undefined, 'undefined'],
        [{}, 'object'],
      ] as const)
        expect(await refusal(() => loop.addSignalHandler(signal as NodeJS.Signals, nothing))).toEqual([
          'TypeError',
          undefined,
          `a signal's name, such as 'SIGTERM', or its number was expected, got ${shown}`,
        ]);
    }));

  test('a callback that is no function, or whose outcome it would lose', () =>
    withLoop(async (loop) => {
      const refused = (callback: unknown): Promise<unknown[]> => refusal(() => loop.addSignalHandler('SIGUSR2', callback as () => void));
      async function onSignal(): Promise<void> {}
      function* inSteps(): Generator<never, void> {}
      const advice = 'is a coroutine, whose outcome a callback would lose: run it with createTask';
      expect(await refused(onSignal)).toEqual(['TypeError', undefined, `onSignal() ${advice}`]);
      expect(await refused(inSteps)).toEqual(['TypeError', undefined, `inSteps() ${advice}`]);
      expect(await refused(inSteps())).toEqual(['TypeError', undefined, expect.stringContaining('a callback must be a function')]);
      expect(await refused(null)).toEqual(['TypeError', undefined, 'a callback must be a function, got null']);
      expect(loop.removeSignalHandler('SIGUSR2')).toBe(false);
    }));

  test('on a closed loop', async () => {
    const loop = newLoop();
    loop.close();
    expect(await refusal(() => loop.addSignalHandler('SIGUSR2', nothing))).toEqual([
      'LoopError',
      'ERR_LOOP_CLOSED',
      'the event loop is closed: create a new one',
    ]);
    expect(loop.removeSignalHandler('SIGUSR2')).toBe(false);
  });

  test('on a kernel without signals', async () => {
    const loop = createLoop([signals()]);
    expect(await refusal(() => loop.addSignalHandler('SIGUSR2', nothing))).toEqual([
      'NotImplementedError',
      'ERR_NOT_IMPLEMENTED',
      'the host kernel has no signals: create the loop on nativeKernel()',
    ]);
    expect(loop.removeSignalHandler('SIGUSR2')).toBe(false);
    loop.close();
  });
});

test('removeSignalHandler refuses the same signals', () =>
  withLoop(async (loop) => {
    for (const signal of [0, -1, 32, 65, 'SIGNONE'])
      expect((await failureOf(() => loop.removeSignalHandler(signal as number))).name).toBe('RangeError');
    for (const signal of ['TERM', null, undefined, {}])
      expect((await failureOf(() => loop.removeSignalHandler(signal as NodeJS.Signals))).name).toBe('TypeError');
    expect([loop.removeSignalHandler('SIGKILL'), loop.removeSignalHandler(64)]).toEqual([false, false]);
  }));
