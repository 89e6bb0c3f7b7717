import { once } from 'node:events';
import {
  AbstractEventLoopPolicy,
  DefaultEventLoopPolicy,
  getEventLoop,
  getEventLoopPolicy,
  newEventLoop,
  setEventLoop,
  setEventLoopPolicy,
} from 'tsyncio';
import { startWorker } from '../../../test-support/start-worker.ts';
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
    const worker = startWorker(new URL('programs/policy-of-a-thread.ts', import.meta.url).href);
    const ended = once(worker, 'exit');
    const [seen] = (await once(worker, 'message')) as [Seen];
    await ended;
    return seen;
  },
};
