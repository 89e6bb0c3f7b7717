import { constants } from 'node:os';
import { ContextVar, type Handle } from '@tsyncio/core';
import { nativeKernel, nativePollers } from '@tsyncio/native';
import { describe, expect, test } from 'vitest';
import { newLoop, raise, until, withLoop } from './with-loop.ts';

test('calls the handler with its arguments, once for each delivery', () =>
  withLoop(async (loop) => {
    const told: unknown[] = [];
    loop.addSignalHandler('SIGUSR2', (...args: unknown[]) => told.push(args), 'some', 1, null);
    raise('SIGUSR2', 3);
    await until(() => told.length >= 3);
    expect(told).toEqual(new Array(3).fill(['some', 1, null]));
  }));

test('takes a number as well as a name', () =>
  withLoop(async (loop) => {
    const told: string[] = [];
    loop.addSignalHandler(constants.signals.SIGUSR2, () => told.push('by number'));
    raise('SIGUSR2');
    await until(() => told.length > 0);
    expect(loop.removeSignalHandler('SIGUSR2')).toBe(true);
  }));

test('handlers run in the order in which their signals came', () =>
  withLoop(async (loop) => {
    const told: string[] = [];
    for (const signal of ['SIGUSR2', 'SIGWINCH', 'SIGCONT'] as const) loop.addSignalHandler(signal, () => told.push(signal));
    for (const signal of ['SIGCONT', 'SIGUSR2', 'SIGWINCH', 'SIGUSR2'] as const) raise(signal);
    await until(() => told.length >= 4);
    expect(told).toEqual(['SIGCONT', 'SIGUSR2', 'SIGWINCH', 'SIGUSR2']);
  }));

test('the handler is a callback like others: behind those that are ready already, never in the middle of one', () =>
  withLoop(async (loop) => {
    const order: string[] = [];
    loop.addSignalHandler('SIGUSR2', () => order.push('handler'));
    loop.callSoon(() => {
      raise('SIGUSR2');
      loop.callSoon(() => order.push('scheduled after the signal'));
      order.push('same callback');
    });
    await until(() => order.includes('handler'));
    expect(order).toEqual(['same callback', 'scheduled after the signal', 'handler']);
  }));

describe.each(nativePollers())('with %s', (poller) => {
  test('a signal wakes a loop that sleeps', () =>
    withLoop(async (loop) => {
      const told = loop.createFuture<string>();
      loop.addSignalHandler('SIGUSR2', () => told.setResult('woken'));
      // From outside the loop, once it has nothing to do.
      setTimeout(() => raise('SIGUSR2'), 5);
      expect(await told).toBe('woken');
    }, nativeKernel({ poller })));

  test('a signal is handled in a run that blocks the thread', () => {
    const loop = newLoop(nativeKernel({ poller }));
    loop.addSignalHandler('SIGUSR2', () => loop.stop());
    loop.callSoon(() => raise('SIGUSR2'));
    loop.runForeverSync();
    loop.close();
  });
});

test('replaces the handler before it, which is still told what was taken already', () =>
  withLoop(async (loop) => {
    const told: string[] = [];
    loop.addSignalHandler('SIGUSR2', () => {
      told.push('first');
      loop.addSignalHandler('SIGUSR2', () => told.push('second'));
    });
    raise('SIGUSR2', 2);
    await until(() => told.length >= 2);
    raise('SIGUSR2');
    await until(() => told.length >= 3);
    expect(told).toEqual(['first', 'first', 'second']);
  }));

test('a handler may add one for another signal, which is handled from then on', () =>
  withLoop(async (loop) => {
    const told: string[] = [];
    loop.addSignalHandler('SIGUSR2', () => {
      told.push('first');
      loop.addSignalHandler('SIGWINCH', () => told.push('second'));
      raise('SIGWINCH');
    });
    raise('SIGUSR2');
    await until(() => told.length >= 2);
    expect(told).toEqual(['first', 'second']);
  }));

test('the handler sees the context variables of the code that added it', () =>
  withLoop(async (loop) => {
    const variable = new ContextVar<string>('variable');
    const seen: (string | undefined)[] = [];
    await loop.createTask(async () => {
      variable.set('when it was added');
      loop.addSignalHandler('SIGUSR2', () => seen.push(variable.get('none')));
      variable.set('later');
    });
    raise('SIGUSR2');
    await until(() => seen.length > 0);
    expect([seen, variable.get('none')]).toEqual([['when it was added'], 'none']);
  }));

test('an error of the handler goes to the exception handler, and the next signal is handled', () =>
  withLoop(async (loop, reports) => {
    const error = new Error('of the handler');
    let calls = 0;
    loop.addSignalHandler('SIGUSR2', function onSignal() {
      if (++calls === 1) throw error;
    });
    raise('SIGUSR2', 2);
    await until(() => calls >= 2);
    const [report] = reports.splice(0);
    expect([report?.message, report?.exception]).toEqual(['Exception in callback onSignal()', error]);
  }));

test('a handler whose handle was cancelled is removed at the next delivery', () =>
  withLoop(async (loop, reports) => {
    let calls = 0;
    loop.addSignalHandler('SIGUSR2', () => {
      calls++;
      throw new Error('to get at the handle');
    });
    const told: string[] = [];
    loop.addSignalHandler('SIGWINCH', () => told.push('another signal'));
    raise('SIGUSR2');
    await until(() => reports.length > 0);
    for (const { handle } of reports.splice(0)) (handle as Handle).cancel();
    raise('SIGUSR2');
    raise('SIGWINCH');
    await until(() => told.length > 0);
    expect([calls, loop.removeSignalHandler('SIGUSR2')]).toEqual([1, false]);
  }));

test('a handler can stop the loop, and what comes before the next run is told in it', async () => {
  const loop = newLoop();
  const told: string[] = [];
  loop.addSignalHandler('SIGUSR2', () => {
    told.push('told');
    loop.stop();
  });
  for (let run = 1; run <= 3; run++) {
    raise('SIGUSR2');
    expect(told.length).toBe(run - 1);
    await loop.runForever();
    expect(told.length).toBe(run);
  }
  loop.close();
});

test('in debug mode the handler works as well', () =>
  withLoop(async (loop) => {
    loop.setDebug(true);
    const told: string[] = [];
    loop.addSignalHandler('SIGUSR2', () => told.push('told'));
    raise('SIGUSR2');
    await until(() => told.length > 0);
    expect(told).toEqual(['told']);
  }));
