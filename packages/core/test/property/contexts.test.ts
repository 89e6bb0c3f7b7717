import { ContextVar, copyContext, type Loop, sleep } from '@tsyncio/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { virtualLoop } from '../virtual-loop.ts';
import { type ContextStep, contextPrograms } from './context-program.ts';
import { awaitAll, type Script, yieldAll } from './script.ts';

/** What the variables of one context ought to be. */
type Expected = [number, number];

class ContextPlayer {
  readonly surprises: string[] = [];
  readonly #loop: Loop;
  readonly #variables = [new ContextVar('first', { default: 0 }), new ContextVar('second', { default: 0 })] as const;
  #lastValue = 0;

  constructor(loop: Loop) {
    this.#loop = loop;
  }

  /** Everything that starts a context of its own goes on with a copy of `expected`. */
  *perform(steps: ContextStep[], expected: Expected): Script {
    for (const step of steps) {
      yield* this.#performStep(step, expected);
      const seen = this.#variables.map((variable) => variable.get());
      if (`${seen}` !== `${expected}`) this.surprises.push(`${seen} instead of ${expected} after ${step.do}`);
    }
  }

  *#performStep(step: ContextStep, expected: Expected): Script {
    const loop = this.#loop;
    switch (step.do) {
      case 'set':
        this.#set(step.variable, expected);
        return;
      case 'setFor': {
        const before = expected[step.variable] as number;
        const token = this.#set(step.variable, expected);
        yield* this.perform(step.steps, expected);
        this.#variables[step.variable]?.reset(token);
        expected[step.variable] = before;
        return;
      }
      case 'sleep':
        yield sleep(step.delay);
        return;
      case 'task': {
        const script = this.perform(step.steps, [...expected]);
        const coroutine = step.kind === 'async function' ? () => awaitAll(script) : yieldAll(script);
        const task = loop.createTask(coroutine, { eagerStart: step.eager });
        if (step.wait) yield task;
        return;
      }
      case 'part':
        return yield* this.perform(step.steps, expected);
      default:
        this.#call(step.do, this.perform(step.steps, [...expected]));
    }
  }

  #set(variable: number, expected: Expected): ReturnType<ContextVar<number>['set']> {
    expected[variable] = ++this.#lastValue;
    return this.#variables[variable as 0 | 1].set(this.#lastValue);
  }

  #call(how: 'callSoon' | 'callLater' | 'addDoneCallback' | 'copyContext' | 'bind', script: Script): void {
    const loop = this.#loop;
    const callback = (): void => performNow(script);
    if (how === 'callSoon') loop.callSoon(callback);
    if (how === 'callLater') loop.callLater(1, callback);
    if (how === 'copyContext') copyContext().run(callback);
    if (how === 'bind') loop.callSoon(copyContext().bind(callback));
    if (how === 'addDoneCallback') {
      const future = loop.createFuture();
      future.addDoneCallback(callback);
      loop.callSoon(() => future.setResult(1));
    }
  }
}

/** As a callback, which waits for nothing. */
function performNow(script: Script): void {
  for (const _ of script);
}

describe('random programs of tasks and callbacks', () => {
  it('see what was set in their own context, and nothing that was set in another', async () => {
    const seesItsOwn = async (steps: ContextStep[]): Promise<void> => {
      const { loop, reports } = virtualLoop();
      const player = new ContextPlayer(loop);
      loop.callLater(1000, loop.stop);
      loop.callSoon(() => performNow(player.perform(steps, [0, 0])));
      await loop.runForever();
      expect(player.surprises).toEqual([]);
      expect(reports).toEqual([]);
    };
    await fc.assert(fc.asyncProperty(contextPrograms, seesItsOwn), { numRuns: 200 });
  });
});
