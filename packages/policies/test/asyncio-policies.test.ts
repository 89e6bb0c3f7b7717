import { createLoop } from '@tsyncio/core';
import { expect, test } from 'vitest';
import { warningsOf } from '../../../test-support/warnings-of.ts';
import * as policies from '../src/index.ts';

// What CPython's tests of policies check in a way that no scenario in both languages can have: its policies warn from 3.14 on.

test('nothing of policies warns', async () => {
  const { AbstractEventLoopPolicy, DefaultEventLoopPolicy } = policies;
  const loop = createLoop([]);
  const warnings = await warningsOf(() => {
    class Policy extends AbstractEventLoopPolicy {
      getEventLoop = () => loop;
      setEventLoop = () => {};
      newEventLoop = () => loop;
    }
    policies.setEventLoopPolicy(new Policy());
    expect(policies.getEventLoop()).toBe(loop);
    policies.setEventLoopPolicy(new DefaultEventLoopPolicy(() => loop));
    policies.setEventLoop(policies.getEventLoopPolicy().newEventLoop());
    expect(policies.getEventLoop()).toBe(loop);
    policies.setEventLoopPolicy(null);
    policies.getEventLoopPolicy();
  });
  loop.close();
  expect(warnings).toEqual([]);
});
