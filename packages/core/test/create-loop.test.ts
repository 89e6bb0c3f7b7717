import { type Area, createLoop, type Kernel, type Loop } from '@tsyncio/core';
import { describe, expect, it } from 'vitest';
import { virtualKernel } from './virtual-kernel.ts';

interface Greeting {
  greet(name: string): string;
}

interface Shouting {
  shout(name: string): string;
}

function greeting(word = 'hello'): Area<'greeting', Greeting> {
  return { name: 'greeting', install: () => ({ greet: (name) => `${word} ${name}` }) };
}

function shouting(): Area<'shouting', Shouting, Greeting> {
  return { name: 'shouting', needs: ['greet'], install: (loop) => ({ shout: (name) => loop.greet(name).toUpperCase() }) };
}

describe('createLoop', () => {
  it('makes a working loop without areas and without a kernel', async () => {
    const loop = createLoop([]);
    await expect(loop.runUntilComplete(async () => 'works')).resolves.toBe('works');
    loop.close();
  });

  it('gives the loop the methods of its areas', () => {
    const loop = createLoop([greeting(), shouting()], virtualKernel());
    expect(loop.greet('you')).toBe('hello you');
    expect(loop.shout('you')).toBe('HELLO YOU');
  });

  it('takes areas in any order', () => {
    const loop = createLoop([shouting(), greeting()], virtualKernel());
    expect(loop.shout('you')).toBe('HELLO YOU');
  });

  it('hands the loop and the kernel to every area, once', () => {
    const seen: unknown[] = [];
    const kernel = virtualKernel();
    const curious: Area<'curious', object> = {
      name: 'curious',
      install: (loop, given) => {
        seen.push(loop, given);
        return {};
      },
    };
    const loop = createLoop([curious], kernel);
    expect(seen).toEqual([loop, kernel]);
  });

  it('refuses two areas that give one method, and names area and method', () => {
    const other: Area<'other', Greeting> = { name: 'other', install: () => ({ greet: (name) => name }) };
    expect(() => createLoop([greeting(), other], virtualKernel())).toThrow(TypeError);
    expect(() => createLoop([greeting(), other], virtualKernel())).toThrow(/other\(\).*loop\.greet/);
  });

  it('refuses an area that gives a method of core', () => {
    const other: Area<'other', Pick<Loop, 'callSoon'>> = { name: 'other', install: (loop) => ({ callSoon: loop.callLater as never }) };
    expect(() => createLoop([other], virtualKernel())).toThrow(/other\(\).*loop\.callSoon/);
  });

  it('refuses an area whose needs nobody meets, and names both', () => {
    expect(() => createLoop([shouting()] as never, virtualKernel())).toThrow(TypeError);
    expect(() => createLoop([shouting()] as never, virtualKernel())).toThrow(/shouting\(\).*loop\.greet/);
  });

  it('refuses a kernel that serves another loop', () => {
    const kernel = virtualKernel();
    createLoop([], kernel);
    expect(() => createLoop([], kernel)).toThrow(TypeError);
    expect(() => createLoop([], kernel)).toThrow(/virtual/);
  });

  it('closes its kernel once, with the loop', () => {
    let closed = 0;
    const virtual = virtualKernel();
    const kernel: Kernel = {
      name: 'counting',
      clock: virtual.clock,
      turns: virtual.turns,
      close: () => {
        closed++;
      },
    };
    const loop = createLoop([], kernel);
    loop.close();
    loop.close();
    expect(closed).toBe(1);
  });
});

describe('the methods of a loop', () => {
  it('work when they are taken off it', async () => {
    const { callSoon, callLater, stop, runForever, time, createFuture, createTask, isRunning, greet } = createLoop(
      [greeting()],
      virtualKernel(),
    );
    const calls: string[] = [];
    callSoon(() => calls.push(greet('you')));
    createTask(async () => void calls.push(`running ${isRunning()}`));
    callLater(5, stop);
    const start = time();
    await runForever();
    expect(calls).toEqual(['hello you', 'running true']);
    expect(time()).toBe(start + 5);
    expect(createFuture().done()).toBe(false);
  });

  it('are on a class of their own for each loop, not on the loop', () => {
    const one = createLoop([greeting('hello')], virtualKernel());
    const other = createLoop([greeting('bye')], virtualKernel());
    expect(Object.keys(one)).toEqual([]);
    const prototypes = [Object.getPrototypeOf(one), Object.getPrototypeOf(other)];
    expect(prototypes[0]).not.toBe(prototypes[1]);
    for (const prototype of prototypes) {
      expect(Object.hasOwn(prototype, 'callSoon')).toBe(true);
      expect(Object.hasOwn(prototype, 'greet')).toBe(true);
    }
    expect([one.greet('you'), other.greet('you')]).toEqual(['hello you', 'bye you']);
  });

  it('are not enumerable, so that a loop prints as a short text', () => {
    const loop = createLoop([greeting()], virtualKernel());
    const names: string[] = [];
    for (const name in loop) names.push(name);
    expect(names).toEqual([]);
  });

  it('can be overridden on one loop', () => {
    const loop = createLoop([greeting(), shouting()], virtualKernel());
    loop.greet = () => 'overridden';
    expect(loop.shout('you')).toBe('OVERRIDDEN');
  });

  it('may be accessors', () => {
    let value = 1;
    const counting: Area<'counting', { count: number }> = {
      name: 'counting',
      install: () => ({
        get count() {
          return value;
        },
        set count(next: number) {
          value = next;
        },
      }),
    };
    const loop = createLoop([counting], virtualKernel());
    loop.count += 5;
    expect([loop.count, value]).toEqual([6, 6]);
  });
});
