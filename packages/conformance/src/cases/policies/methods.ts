import type { Loop } from '@tsyncio/core';
import type { Case } from '../../case.ts';
import { type Policy, withPolicies } from './open-policies.ts';

const POLICIES = 'test_events.PolicyTests';

const needs = ['policies'];
const object = (): never => ({}) as never;

/** What one policy does that is not the current one. */
export const policyMethods: readonly Case[] = [
  {
    name: 'policies/abstract',
    title: 'the abstract policy has none of its methods, and a class of its own those that it defines',
    covers: [`${POLICIES}.test_event_loop_policy`],
    needs,
    run: withPolicies(({ AbstractEventLoopPolicy, newLoop, attempt }) => {
      const Abstract = AbstractEventLoopPolicy as new () => Policy;
      class OnlyMakes extends Abstract {
        override newEventLoop(): Loop {
          return newLoop();
        }
      }
      for (const policy of [new Abstract(), new OnlyMakes()]) {
        attempt('get', () => policy.getEventLoop());
        attempt('set', () => policy.setEventLoop(object()));
        attempt('new', () => policy.newEventLoop());
      }
    }),
  },
  {
    name: 'policies/default-without-loop',
    title: 'the default policy has no loop of itself, and makes none',
    covers: [`${POLICIES}.test_get_event_loop`],
    needs,
    run: withPolicies(({ DefaultEventLoopPolicy, newLoop, attempt, trace }) => {
      let made = 0;
      const policy = new DefaultEventLoopPolicy(() => {
        made++;
        return newLoop();
      });
      for (let i = 0; i < 2; i++) attempt('get', () => policy.getEventLoop());
      trace('made', made);
    }),
  },
  {
    name: 'policies/get-does-not-set',
    title: 'asking for the current loop sets none',
    covers: [`${POLICIES}.test_get_event_loop_does_not_call_set_event_loop`],
    needs,
    run: withPolicies(({ DefaultEventLoopPolicy, newLoop, attempt, trace }) => {
      const set: (Loop | null)[] = [];
      class Noting extends DefaultEventLoopPolicy {
        override setEventLoop(loop: Loop | null): void {
          set.push(loop);
          super.setEventLoop(loop);
        }
      }
      const [policy, loop] = [new Noting(newLoop), newLoop()];
      attempt('get', () => policy.getEventLoop());
      trace('set', set);
      policy.setEventLoop(loop);
      trace('get', policy.getEventLoop() === loop);
      trace('set', set);
    }),
  },
  {
    name: 'policies/after-null',
    title: 'a policy whose loop was forgotten has none, again and again',
    covers: [`${POLICIES}.test_get_event_loop_after_set_none`],
    needs,
    run: withPolicies(({ policy, newLoop, attempt }) => {
      const one = policy();
      for (const loop of [null, newLoop()]) {
        one.setEventLoop(loop);
        one.setEventLoop(null);
        for (let i = 0; i < 2; i++) attempt('get', () => one.getEventLoop());
      }
    }),
  },
  {
    name: 'policies/new-loop',
    title: 'a policy makes a new loop each time, which neither runs nor is the current one',
    covers: [`${POLICIES}.test_new_event_loop`],
    needs,
    run: withPolicies(({ policy, attempt, trace }) => {
      const one = policy();
      const loops = [one.newEventLoop(), one.newEventLoop()] as const;
      trace('loops', loops, loops[0] === loops[1]);
      for (const loop of loops) trace('is', loop.isRunning(), loop.isClosed());
      attempt('current', () => one.getEventLoop());
    }),
  },
  {
    name: 'policies/set-loop',
    title: 'the loop that was set last is the current one; what is no loop is refused and changes nothing',
    covers: [`${POLICIES}.test_set_event_loop`],
    needs,
    run: withPolicies(({ policy, attempt, trace }) => {
      const one = policy();
      const [first, second] = [one.newEventLoop(), one.newEventLoop()];
      one.setEventLoop(first);
      for (const wrong of [object(), 1, 'loop', policy(), true]) attempt('wrong', () => one.setEventLoop(wrong as never));
      trace('first', one.getEventLoop() === first);
      one.setEventLoop(second);
      trace('second', one.getEventLoop() === second, one.getEventLoop() === first);
    }),
  },
  {
    name: 'policies/closed-loop-stays',
    title: 'a loop stays the current one when it is closed, and a closed one can be made it',
    needs,
    run: withPolicies(({ policy, trace }) => {
      const one = policy();
      const [first, second] = [one.newEventLoop(), one.newEventLoop()];
      one.setEventLoop(first);
      first.close();
      trace('closed', one.getEventLoop() === first, one.getEventLoop().isClosed());
      second.close();
      one.setEventLoop(second);
      trace('closed', one.getEventLoop() === second);
    }),
  },
  {
    name: 'policies/slots-apart',
    title: 'each policy has a current loop of its own',
    needs,
    run: withPolicies(({ policy, newLoop, trace, attempt }) => {
      const [one, other, loop] = [policy(), policy(), newLoop()];
      one.setEventLoop(loop);
      attempt('other', () => other.getEventLoop());
      other.setEventLoop(loop);
      one.setEventLoop(null);
      attempt('one', () => one.getEventLoop());
      trace('other', other.getEventLoop() === loop);
    }),
  },
];
