import type { Context, ExecutorApi, Loop } from '@tsyncio/core';
import type { Case, Stage } from '../../case.ts';
import type { PolicyAbility } from '../policies/open-policies.ts';

export type RunnerLoop = Loop & Pick<ExecutorApi, 'shutdownDefaultExecutor'>;

export type Main<T> = (loop: RunnerLoop) => PromiseLike<T>;

export interface RunnerOptions {
  readonly debug?: boolean;
  readonly loopFactory?: () => RunnerLoop;
}

export interface Runner {
  run<T>(main: Main<T>, options?: { readonly context?: Context }): Promise<T>;
  getLoop(): RunnerLoop;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a subject gives for the need 'runners'. */
export interface RunnerAbility extends PolicyAbility {
  readonly Runner: new (options?: RunnerOptions) => Runner;
  run<T>(main: Main<T>, options?: RunnerOptions): Promise<T>;
}

/** What a subject gives for the need 'interrupts': SIGINT of this process. */
export interface InterruptAbility {
  send(): void;
  /** Handle it otherwise; the answer ends that. */
  handle(listener: () => void): () => void;
  /** How many listen to it. */
  listeners(): number;
}

/** What the body of a case on runners gets. */
export interface RunnerStage extends Pick<Stage, 'core' | 'trace' | 'attempt'>, RunnerAbility {
  newLoop(): RunnerLoop;
  /** A runner with loops of this subject, which is closed after the case. */
  runner(options?: RunnerOptions): Runner;
  /** Of runners without a factory too. */
  own(runner: Runner): Runner;
  readonly interrupts: InterruptAbility;
}

/** `body` with runners that are closed after it, and with no policy set. */
export function withRunners(body: (at: RunnerStage) => Promise<void>): Case['run'] {
  return async (stage) => {
    const ability = stage.ability<RunnerAbility>('runners');
    const owned: Runner[] = [];
    const newLoop = (): RunnerLoop => stage.newLoop<ExecutorApi>();
    const own = (runner: Runner): Runner => {
      owned.push(runner);
      return runner;
    };
    ability.setEventLoopPolicy(null);
    try {
      await body({
        ...ability,
        core: stage.core,
        trace: stage.trace,
        attempt: stage.attempt,
        newLoop,
        runner: (options = {}) => own(new ability.Runner({ loopFactory: newLoop, ...options })),
        own,
        interrupts: stage.ability<InterruptAbility>('interrupts'),
      });
    } finally {
      // What an end fails with is for the case to trace.
      await Promise.allSettled(owned.map((runner) => runner.close()));
      ability.setEventLoopPolicy(null);
    }
  };
}
