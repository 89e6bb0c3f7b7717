import { createEventLoop, newEventLoop, Runner, run, simulatedNetwork, simulatedPolicy } from 'tsyncio';
import { describe, expect, test } from 'vitest';
import { withRunner } from './with-runner.ts';

describe('options', () => {
  test.for([
    ['Runner', () => new Runner(null as never)],
    ['run', () => run(async () => {}, null as never)],
    ['Runner.run', () => withRunner((runner) => runner.run(async () => {}, null as never))],
    ['createEventLoop', () => createEventLoop(null as never)],
    ['newEventLoop', () => newEventLoop(null as never)],
    ['simulatedPolicy', () => simulatedPolicy(null as never)],
  ] as const)('of %s must be an object', async ([, call]) => {
    await expect((async () => await call())()).rejects.toThrow(/needs an options object, got null$/);
  });

  test.for([
    ['Runner', "a runner has no option 'loop_factory': it takes debug, loopFactory", () => new Runner({ loop_factory: null } as never)],
    ['run', "a runner has no option 'timeout': it takes debug, loopFactory", () => run(async () => {}, { timeout: 5 } as never)],
    [
      'Runner.run',
      "run has no option 'debug': it takes context",
      () => withRunner((runner) => runner.run(async () => {}, { debug: true } as never)),
    ],
    ['createEventLoop', "a loop has no option 'poller': it takes kernel, debug", () => createEventLoop({ poller: 'epoll' } as never)],
    ['newEventLoop', "a loop has no option 'loop': it takes kernel, debug", () => newEventLoop({ loop: null } as never)],
  ] as const)('of %s are none of another name', async ([, words, call]) => {
    await expect((async () => await call())()).rejects.toThrow(new TypeError(words));
  });

  test('are read from their own properties only', async () => {
    const inherited = Object.create({ debug: true, loopFactory: 5, kernel: 5, context: 5 });
    expect(await run(async (loop) => loop.getDebug(), inherited)).toBe(false);
    expect(await withRunner((runner) => runner.run(async () => 'ran', inherited))).toBe('ran');
    using loop = createEventLoop(inherited);
    expect(loop.getDebug()).toBe(false);
  });

  test('of simulatedPolicy are those it was given, whatever becomes of the object', () => {
    const options = { network: simulatedNetwork({ start: 1000 }), seed: 1 };
    const policy = simulatedPolicy(options);
    options.seed = 'x' as never;
    using loop = policy.newEventLoop();
    expect(loop.time()).toBe(1000);
  });

  test.for([[null], [5]])('name a kernel that is none: %s', ([kernel]) => {
    expect(() => createEventLoop({ kernel: kernel as never })).toThrow('a loop needs a kernel, such as nativeKernel() gives, got');
  });
});
