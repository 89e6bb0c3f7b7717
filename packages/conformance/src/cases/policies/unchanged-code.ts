import type { Coroutine, Loop } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { inBothRuns } from '../../in-both-runs.ts';
import { type PolicyStage, withPolicies } from './open-policies.ts';

const needs = ['policies'];

/** A policy that tells by its name that it was asked for a loop. */
function useNamed(at: PolicyStage, name: string): void {
  class Named extends at.DefaultEventLoopPolicy {
    override newEventLoop(): Loop {
      at.trace('asked', name);
      return super.newEventLoop();
    }
  }
  at.setEventLoopPolicy(new Named(at.newLoop));
}

/** A program that knows nothing of policies. */
async function program({ newEventLoop, setEventLoop, getEventLoop, core, trace }: PolicyStage): Promise<string> {
  const made = newEventLoop();
  setEventLoop(made);
  const loop = getEventLoop();
  const result = await loop.runUntilComplete(async () => {
    await core.sleep(1);
    trace('inside', getEventLoop() === made);
    return 'result';
  });
  setEventLoop(null);
  made.close();
  return result;
}

function* tellLoop({ trace, getEventLoop, core }: PolicyStage, loop: Loop, event: string): Coroutine<void> {
  trace(event, getEventLoop() === loop);
  yield* core.sleep(0);
  trace(event, getEventLoop() === loop);
}

/** Code that takes whichever loop it is given. */
export const unchangedCode: readonly Case[] = [
  {
    name: 'policies/swaps-the-loop',
    title: 'a policy decides which loops the same program gets',
    needs,
    run: withPolicies(async (at) => {
      for (const name of ['one', 'another']) {
        useNamed(at, name);
        at.trace('result', await program(at));
      }
      at.trace('left', at.getEventLoopPolicy() instanceof at.DefaultEventLoopPolicy);
    }),
  },
  {
    name: 'policies/set-in-a-run',
    title: 'who sets policy or loop in a run changes nothing inside of loops, and the current loop outside',
    needs,
    run: withPolicies(async (at) => {
      at.usePolicy();
      const [loop, other] = [at.newEventLoop(), at.newLoop()];
      at.setEventLoop(loop);
      await loop.runUntilComplete(async () => {
        at.setEventLoop(other);
        at.trace('loop set', at.getEventLoop() === loop);
        await at.core.sleep(1);
        at.trace('later', at.getEventLoop() === loop);
        at.setEventLoopPolicy(null);
        at.trace('policy set', at.getEventLoop() === loop);
        at.usePolicy().setEventLoop(other);
      });
      at.trace('outside', at.getEventLoop() === other);
    }),
  },
  {
    name: 'policies/loops-in-turn',
    title: 'each loop is the one that is given while it runs, whichever is set',
    needs,
    run: withPolicies(async (at) => {
      at.usePolicy();
      const loops = [at.newEventLoop(), at.newEventLoop(), at.newEventLoop()] as const;
      at.setEventLoop(loops[1]);
      for (const loop of loops) {
        await loop.runUntilComplete(async () => at.trace('inside', loops.indexOf(at.getEventLoop() as never) === loops.indexOf(loop)));
        at.trace('outside', at.getEventLoop() === loops[1]);
      }
    }),
  },
  ...inBothRuns([
    {
      name: 'policies/inside-everything',
      title: 'callbacks, timers, tasks and done callbacks get the loop that runs them, while another one is set',
      needs,
      run: withPolicies(async (at) => {
        at.usePolicy();
        const [loop, other] = [at.newEventLoop(), at.newLoop()];
        at.setEventLoop(other);
        const tell = (event: string): void => at.trace(event, at.getEventLoop() === loop);
        loop.callSoon(tell, 'callback');
        const task = loop.createTask(tellLoop(at, loop, 'task'));
        task.addDoneCallback(() => {
          tell('done callback');
          loop.callLater(1, () => {
            tell('timer');
            loop.stop();
          });
        });
        await loop.runForever();
        at.trace('outside', at.getEventLoop() === other);
      }),
    },
  ]),
  {
    name: 'policies/inside-exception-handlers',
    title: 'an exception handler gets the loop whose callback failed',
    needs,
    run: withPolicies(async (at) => {
      at.usePolicy().setEventLoop(at.newLoop());
      const loop = at.newEventLoop();
      loop.setExceptionHandler((_loop, { exception }) => at.trace('handler', at.getEventLoop() === loop, exception));
      loop.callSoon(() => {
        throw new RangeError('on purpose');
      });
      loop.callSoon(loop.stop);
      await loop.runForever();
    }),
  },
  {
    name: 'policies/future-of-the-set-loop',
    title: 'a future that is made outside of loops is one of the loop that was set',
    needs,
    run: withPolicies((at) => {
      const loop = at.newLoop();
      at.usePolicy().setEventLoop(loop);
      const future = at.getEventLoop().createFuture();
      at.trace('future', future, future.getLoop() === loop);
    }),
  },
  {
    name: 'policies/wrap-future-outside',
    title: 'wrapFuture outside of loops, with a loop set and with it given',
    covers: ['test_futures.BaseFutureTests.test_wrap_future_use_global_loop'],
    needs,
    run: withPolicies((at) => {
      const loop = at.newLoop();
      at.usePolicy().setEventLoop(loop);
      const wrap = (options: { loop?: Loop }): boolean => at.core.wrapFuture(new Promise(() => {}), options).getLoop() === loop;
      at.attempt('given', () => wrap({ loop: at.getEventLoop() }));
      at.attempt('set', () => wrap({}));
    }),
  },
  {
    name: 'policies/ensure-future-outside',
    title: 'ensureFuture outside of loops, with a loop given, with one running, and with one set',
    covers: ['test_tasks.BaseTaskTests.test_ensure_future_coroutine'],
    needs,
    run: withPolicies(async (at) => {
      const { ensureFuture } = at.core;
      const [loop, policy] = [at.newLoop(), at.usePolicy()];
      async function main(): Promise<string> {
        return 'result';
      }
      const given = ensureFuture(main, { loop });
      at.trace('given', given, given.getLoop() === loop, await loop.runUntilComplete(given));
      at.attempt('none', () => ensureFuture(main));
      const inside = await loop.runUntilComplete(async () => [ensureFuture(main)] as const);
      at.trace('inside', inside[0].getLoop() === loop, await loop.runUntilComplete(inside[0]));
      policy.setEventLoop(loop);
      const ofPolicy = ensureFuture(main, { loop: at.getEventLoop() });
      at.trace('given', ofPolicy.getLoop() === loop, await loop.runUntilComplete(ofPolicy));
      at.attempt('set', () => ensureFuture(main).getLoop() === loop);
    }),
  },
];
