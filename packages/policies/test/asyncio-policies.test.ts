import { createLoop, ensureFuture, wrapFuture } from '@tsyncio/core';
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

test('ensureFuture and wrapFuture outside of loops take the loop that was set, and say so when there is none', async () => {
  const { setEventLoop, setEventLoopPolicy } = policies;
  const loop = createLoop([]);
  setEventLoopPolicy(null);
  setEventLoop(loop);
  expect(ensureFuture(async () => {}).getLoop()).toBe(loop);
  expect(wrapFuture(Promise.resolve()).getLoop()).toBe(loop);
  await loop.runUntilComplete(async () => {});
  setEventLoop(null);
  for (const make of [() => ensureFuture(async () => {}), () => wrapFuture(Promise.resolve())])
    expect(make).toThrow(expect.objectContaining({ code: 'ERR_NO_EVENT_LOOP' }));
  loop.close();
});
