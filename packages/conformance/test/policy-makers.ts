import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  AbstractEventLoopPolicy,
  DefaultEventLoopPolicy,
  getEventLoop,
  getEventLoopPolicy,
  newEventLoop,
  setEventLoop,
  setEventLoopPolicy,
} from 'tsyncio';
import type { PolicyAbility } from '../src/cases/policies/open-policies.ts';

type Seen = Awaited<ReturnType<PolicyAbility['inThread']>>;

/** What cases of policies need: a policy is one for the thread, whichever loops it makes. */
export const policies: PolicyAbility = {
  AbstractEventLoopPolicy,
  DefaultEventLoopPolicy,
  getEventLoopPolicy,
  setEventLoopPolicy,
  getEventLoop,
  setEventLoop,
  newEventLoop,
  inThread: async () => {
    // What this process was started with is for its own sources.
    const worker = new Worker(new URL('programs/policy-of-a-thread.mjs', import.meta.url), { execArgv: [] });
    const ended = once(worker, 'exit');
    const [seen] = (await once(worker, 'message')) as [Seen];
    await ended;
    return seen;
  },
};
