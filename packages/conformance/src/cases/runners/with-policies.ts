import type { Loop } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type RunnerStage, withRunners } from './open-runners.ts';

const needs = ['runners'];

/** A policy with loops of the subject that tells what it is asked for; from now on the current one. */
function useTelling(at: RunnerStage): void {
  class Telling extends at.DefaultEventLoopPolicy {
    override newEventLoop(): Loop {
      at.trace('new');
      return super.newEventLoop();
    }
    override setEventLoop(loop: Loop | null): void {
      at.trace('set', loop);
      super.setEventLoop(loop);
    }
  }
  at.setEventLoopPolicy(new Telling(at.newLoop));
}

/** Runners whose loops come from the policy. */
export const runnersWithPolicies: readonly Case[] = [
  {
    name: 'runners/loop-of-the-policy',
    title: 'without a factory the policy makes the loop, which is the current one until the runner is closed',
    needs,
    run: withRunners(async (at) => {
      useTelling(at);
      const one = at.own(new at.Runner());
      at.trace('made');
      for (let i = 0; i < 2; i++) await one.run(async () => at.trace('inside', at.getEventLoop() === one.getLoop()));
      at.trace('outside', at.getEventLoop() === one.getLoop());
      await one.close();
      at.attempt('after', () => at.getEventLoop());
    }),
  },
  {
    name: 'runners/loop-of-a-factory',
    title: 'with a factory the policy is not asked, and its current loop stays what it was',
    needs,
    run: withRunners(async (at) => {
      useTelling(at);
      const [loop, one] = [at.newLoop(), at.runner()];
      at.setEventLoop(loop);
      await one.run(async () => at.trace('inside', at.getEventLoop() === one.getLoop(), at.getEventLoop() === loop));
      await one.close();
      at.trace('after', at.getEventLoop() === loop);
    }),
  },
  {
    name: 'runners/run-asks-the-policy',
    title: 'run takes the loop that the policy makes, and leaves no current one',
    needs,
    run: withRunners(async (at) => {
      useTelling(at);
      await at.attempt('run', () => at.run(async () => at.getEventLoop() === at.core.getRunningLoop()));
      at.attempt('after', () => at.getEventLoop());
    }),
  },
  {
    name: 'runners/failing-policy',
    title: 'the error of a policy that makes no loop passes, and the policy is asked again',
    needs,
    run: withRunners(async (at) => {
      let calls = 0;
      class Failing extends at.DefaultEventLoopPolicy {
        override newEventLoop(): Loop {
          if (++calls < 3) throw new RangeError('on purpose');
          return super.newEventLoop();
        }
      }
      at.setEventLoopPolicy(new Failing(at.newLoop));
      const one = at.own(new at.Runner());
      await at.attempt('run', () => one.run(async () => 'never'));
      await at.attempt('run of its own', () => at.run(async () => 'never'));
      await at.attempt('run', () => one.run(async () => 'result'));
      at.trace('calls', calls);
    }),
  },
  {
    name: 'runners/other-loop-set',
    title: 'closing a runner forgets the current loop, also when another one was set meanwhile',
    needs,
    run: withRunners(async (at) => {
      at.setEventLoopPolicy(new at.DefaultEventLoopPolicy(at.newLoop));
      const [one, other] = [at.own(new at.Runner()), at.newLoop()];
      await one.run(async () => at.setEventLoop(other));
      at.trace('outside', at.getEventLoop() === other);
      await one.close();
      at.attempt('after', () => at.getEventLoop() === other);
    }),
  },
];
