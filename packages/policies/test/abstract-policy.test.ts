import type { Loop } from '@tsyncio/core';
import { NotImplementedError } from '@tsyncio/core';
import { AbstractEventLoopPolicy } from '@tsyncio/policies';
import { describe, expect, test } from 'vitest';

describe('AbstractEventLoopPolicy', () => {
  // @ts-expect-error what a program in JavaScript can write
  class Unfinished extends AbstractEventLoopPolicy {}
  const policy = new Unfinished();

  test.for(['getEventLoop', 'setEventLoop', 'newEventLoop'] as const)('says that %s was not defined', (method) => {
    const call = policy[method] as () => unknown;
    expect(() => call.call(policy)).toThrow(NotImplementedError);
    expect(() => call.call(policy)).toThrow(`Unfinished has no ${method}`);
  });

  test('is left alone by a subclass that defines its methods', () => {
    class Finished extends AbstractEventLoopPolicy {
      getEventLoop = (): Loop => ({ name: 'mine' }) as unknown as Loop;
      setEventLoop(): void {}
      newEventLoop(): Loop {
        return this.getEventLoop();
      }
    }
    expect(new Finished().newEventLoop()).toEqual({ name: 'mine' });
  });
});
