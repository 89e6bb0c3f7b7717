import type { Loop } from '@tsyncio/core';
import type { Stage } from './case.ts';
import { describeValue } from './describe-value.ts';
import { errorName } from './error-names.ts';
import { comesWithCollection, reportOf } from './report-of.ts';
import type { Subject } from './subject.ts';
import type { Trace, TraceLine } from './trace.ts';
import { countTurns } from './turn-counter.ts';

export interface StageInUse {
  readonly stage: Stage;
  readonly trace: Trace;
  /** End the case: nothing is traced any more and its loops are closed. @throws {Error} when one of them still runs. */
  strike(): void;
}

/** Everything one run of a case uses. */
export function setStage(subject: Subject): StageInUse {
  const lines: TraceLine[] = [];
  const loops: Loop[] = [];
  let open = true;
  const trace = (event: string, ...values: readonly unknown[]): void => {
    if (open) lines.push([event, ...values.map(describeValue)]);
  };
  const stage: Stage = {
    core: subject.core,
    newLoop: <Gives extends object>() => {
      const loop = subject.newLoop();
      loops.push(loop);
      loop.defaultExceptionHandler = (context) => {
        if (!comesWithCollection(context)) trace('report', reportOf(context));
      };
      return loop as Loop & Gives;
    },
    ability: <T>(need: string) => subject.abilities?.[need] as T,
    trace,
    attempt: attemptWith(trace) as Stage['attempt'],
    turns: countTurns,
    errorOf: errorName,
    message: (error) => (error instanceof Error ? error.message : String(error)),
    reportOf,
  };
  return {
    stage,
    trace: lines,
    strike: () => {
      open = false;
      closeAll(loops);
    },
  };
}

function attemptWith(trace: Stage['trace']): (event: string, call: () => unknown) => unknown {
  return (event, call) => {
    try {
      const result = call();
      if (!(result instanceof Promise)) return trace(event, result);
      return result.then(
        (value) => trace(event, value),
        (error: unknown) => trace(event, error),
      );
    } catch (error) {
      trace(event, error);
    }
  };
}

function closeAll(loops: readonly Loop[]): void {
  const running = loops.filter((loop) => loop.isRunning());
  for (const loop of running) {
    loop.stop();
    // A stop takes effect at the end of a turn.
    setImmediate(() => setImmediate(() => loop.isRunning() || loop.close()));
  }
  for (const loop of loops) if (!running.includes(loop)) loop.close();
  if (running.length > 0) throw new Error('the case ended while one of its loops was running: await every run');
}
