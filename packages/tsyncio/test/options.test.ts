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
    [
      'Runner',
      () => new Runner({ loopFactor: createEventLoop } as never),
      "a runner has no option 'loopFactor': it takes debug, loopFactory",
    ],
    ['run', () => run(async () => {}, { debgu: true } as never), "a runner has no option 'debgu': it takes debug, loopFactory"],
    [
      'Runner.run',
      () => withRunner((runner) => runner.run(async () => {}, { ctx: 1 } as never)),
      "run has no option 'ctx': it takes context",
    ],
    ['createEventLoop', () => createEventLoop({ kernle: 1 } as never), "a loop has no option 'kernle': it takes kernel, debug"],
    ['newEventLoop', () => newEventLoop({ debgu: true } as never), "a loop has no option 'debgu': it takes kernel, debug"],
  ] as const)('of %s that it does not know are refused', async ([, call, message]) => {
    await expect((async () => await call())()).rejects.toThrow(new TypeError(message));
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
