import type { Loop } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { withPolicies } from './open-policies.ts';

const POLICIES = 'test_events.PolicyTests';
const GET_LOOP = 'test_events.GetEventLoopTestsMixin';

const needs = ['policies'];

/** The current policy, and which loop is the current one outside and inside of loops. */
export const currentPolicy: readonly Case[] = [
  {
    name: 'policies/current-policy',
    title: 'there is a policy from the beginning, the same one each time',
    needs,
    run: withPolicies(({ getEventLoopPolicy, AbstractEventLoopPolicy, DefaultEventLoopPolicy, trace }) => {
      const policy = getEventLoopPolicy();
      trace('is', policy instanceof AbstractEventLoopPolicy, policy instanceof DefaultEventLoopPolicy);
      trace('same', getEventLoopPolicy() === policy);
    }),
  },
  {
    name: 'policies/set-policy',
    title: 'the policy that was set last is the current one; what is no policy is refused and changes nothing',
    covers: [`${POLICIES}.test_set_event_loop_policy`],
    needs,
    run: withPolicies(({ getEventLoopPolicy, setEventLoopPolicy, policy, attempt, trace, newLoop }) => {
      const [before, one, other] = [getEventLoopPolicy(), policy(), policy()];
      setEventLoopPolicy(one);
      for (const wrong of [{}, 1, 'policy', newLoop(), true]) attempt('wrong', () => setEventLoopPolicy(wrong as never));
      trace('one', getEventLoopPolicy() === one, getEventLoopPolicy() === before);
      setEventLoopPolicy(other);
      trace('other', getEventLoopPolicy() === other);
    }),
  },
  {
    name: 'policies/null-resets',
    title: 'null goes back to a default policy, a new one without a current loop; one that is set again has kept its loop',
    needs,
    run: withPolicies((at) => {
      const [before, loop] = [at.getEventLoopPolicy(), at.newLoop()];
      const one = at.usePolicy();
      at.setEventLoop(loop);
      at.setEventLoopPolicy(null);
      const after = at.getEventLoopPolicy();
      at.trace('default', after instanceof at.DefaultEventLoopPolicy, after === before, after === one, after === at.getEventLoopPolicy());
      at.setEventLoop(null);
      at.attempt('loop', () => at.getEventLoop());
      at.setEventLoopPolicy(one);
      at.trace('again', at.getEventLoop() === loop);
    }),
  },
  {
    name: 'policies/asks-the-policy',
    title: 'getEventLoop, setEventLoop and newEventLoop call the current policy, and give and throw what it does',
    needs,
    run: withPolicies(async (at) => {
      const loop = at.newLoop();
      class Telling extends at.DefaultEventLoopPolicy {
        override getEventLoop(): Loop {
          at.trace('get');
          return loop;
        }
        override setEventLoop(given: Loop | null): void {
          at.trace('set', given);
        }
        override newEventLoop(): Loop {
          at.trace('new');
          return loop;
        }
      }
      at.setEventLoopPolicy(new Telling(at.newLoop));
      at.trace('got', at.getEventLoop() === loop, at.newEventLoop() === loop);
      at.setEventLoop(null);
      at.setEventLoop(at.newLoop());
      const fail = (): never => {
        throw new RangeError('on purpose');
      };
      class Failing extends at.DefaultEventLoopPolicy {
        override readonly getEventLoop = fail;
        override readonly setEventLoop = fail;
        override readonly newEventLoop = fail;
      }
      at.setEventLoopPolicy(new Failing(at.newLoop));
      at.attempt('get', () => at.getEventLoop());
      at.attempt('set', () => at.setEventLoop(null));
      at.attempt('new', () => at.newEventLoop());
      at.trace('then', at.getEventLoopPolicy() instanceof Failing);
    }),
  },
  {
    name: 'policies/running-loop-first',
    title: 'inside a loop that loop is given without asking the policy; outside the policy is asked, and its error passes',
    covers: [`${GET_LOOP}.test_get_event_loop_returns_running_loop`],
    needs,
    run: withPolicies(async (at) => {
      class Failing extends at.DefaultEventLoopPolicy {
        override getEventLoop(): Loop {
          throw new RangeError('on purpose');
        }
      }
      at.setEventLoopPolicy(new Failing(at.newLoop));
      const loop = at.newEventLoop();
      const outside = (): void => {
        at.attempt('outside', () => at.getEventLoop());
        at.attempt('running', () => at.core.getRunningLoop());
      };
      outside();
      at.setEventLoop(null);
      outside();
      await loop.runUntilComplete(async () => at.trace('inside', at.getEventLoop() === loop, at.core.getRunningLoop() === loop));
      at.setEventLoop(loop);
      outside();
      at.setEventLoop(null);
      outside();
    }),
  },
  {
    name: 'policies/outside-a-loop',
    title: 'outside of loops the one that was set is given, which does not run for that; without one there is an error',
    covers: [`${GET_LOOP}.test_get_event_loop_returns_running_loop2`],
    needs,
    run: withPolicies(async (at) => {
      at.usePolicy();
      const loop = at.newEventLoop();
      at.attempt('none', () => at.getEventLoop());
      at.setEventLoop(null);
      at.attempt('null', () => at.getEventLoop());
      at.attempt('running', () => at.core.getRunningLoop());
      await loop.runUntilComplete(async () => at.trace('inside', at.getEventLoop() === loop, at.core.getRunningLoop() === loop));
      at.setEventLoop(loop);
      at.trace('set', at.getEventLoop() === loop);
      at.attempt('running', () => at.core.getRunningLoop());
      at.setEventLoop(null);
      at.attempt('null', () => at.getEventLoop());
    }),
  },
  {
    name: 'policies/other-threads',
    title: 'another thread has a current loop of its own, and none at first',
    covers: [`${POLICIES}.test_get_event_loop_thread`],
    needs,
    run: withPolicies(async (at) => {
      at.usePolicy();
      const loop = at.newEventLoop();
      at.setEventLoop(loop);
      const { refused, own } = await at.inThread();
      at.trace('there', refused, own);
      at.trace('here', at.getEventLoop() === loop);
    }),
  },
];
