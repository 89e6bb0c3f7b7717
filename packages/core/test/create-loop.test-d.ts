import {
  type Area,
  type Awaitable,
  type Coroutine,
  createLoop,
  type Future,
  type Handle,
  type Kernel,
  type Loop,
  type LoopWith,
  sleep,
  type Task,
  type TimerHandle,
} from '@tsyncio/core';

// Checked by the compiler, never run.

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(answer: Same<A, B>): void;

interface Greeting {
  greet(name: string): string;
}
interface Shouting {
  shout(name: string): string;
}
interface LoudKernel extends Kernel {
  readonly volume: number;
}
declare function greeting(): Area<'greeting', Greeting>;
declare function shouting(): Area<'shouting', Shouting, Greeting>;
declare function loud(): Area<'loud', object, object, LoudKernel>;

export function assembly(): void {
  const bare = createLoop([]);
  same<typeof bare, Loop>(true);

  const both = createLoop([greeting(), shouting()]);
  same<ReturnType<typeof both.greet>, string>(true);
  same<ReturnType<typeof both.shout>, string>(true);
  const asLoop: Loop & Greeting & Shouting = both;
  void asLoop;

  // The order of areas does not matter.
  createLoop([shouting(), greeting()]);
  // @ts-expect-error  shouting() needs Greeting
  createLoop([shouting()]);
  // @ts-expect-error  the loop has no such method
  bare.greet('you');
  // @ts-expect-error  not an area
  createLoop([{ name: 'nothing' }]);

  const areas = [greeting(), shouting()] as const;
  const kept: LoopWith<typeof areas> = createLoop(areas);
  void kept;
  // @ts-expect-error  an area's needs name methods of what it needs
  const misnamed: Area<'misnamed', object, Greeting> = { name: 'misnamed', needs: ['nothing'], install: () => ({}) };
  void misnamed;
  void loud;
}

export function methods(loop: Loop): void {
  same<ReturnType<typeof loop.callSoon>, Handle>(true);
  same<ReturnType<typeof loop.callLater>, TimerHandle>(true);
  loop.callSoon((a: number, b: string) => void [a, b], 1, 'two');
  // @ts-expect-error  the callback wants a number
  loop.callSoon((a: number) => void a, 'one');
  // @ts-expect-error  the callback wants an argument
  loop.callLater(5, (a: number) => void a);
  // @ts-expect-error  a delay is a number
  loop.callLater('5', () => {});
}

export function coroutines(loop: Loop): void {
  const fromAsync = loop.createTask(async () => 5);
  same<typeof fromAsync, Task<number>>(true);
  const fromGenerator = loop.createTask(
    (function* () {
      const value = yield* sleep(1, 'text');
      same<typeof value, string>(true);
      return value;
    })(),
  );
  same<typeof fromGenerator, Task<string>>(true);
  // @ts-expect-error  a promise was started already
  loop.createTask(Promise.resolve(5));
  // @ts-expect-error  a generator that yields numbers is not a coroutine
  loop.createTask((function* (): Generator<number, void> {})());

  const done: Promise<number> = loop.runUntilComplete(async () => 5);
  const followed: Promise<number> = loop.runUntilComplete(Promise.resolve(5));
  void [done, followed];
}

export async function waiting(future: Future<number>, coroutine: Coroutine<string>, awaitable: Awaitable<string>): Promise<void> {
  const value = await future;
  same<typeof value, number>(true);
  future.addDoneCallback((finished) => same<ReturnType<typeof finished.result>, number>(true));
  // @ts-expect-error  the result is a number
  future.setResult('text');
  const wider: Awaitable<string> = coroutine;
  // @ts-expect-error  not everything that can be waited for is a coroutine
  const narrower: Coroutine<string> = awaitable;
  void [wider, narrower];
}
