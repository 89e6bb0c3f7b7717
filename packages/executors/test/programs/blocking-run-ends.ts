// Workers that end while a run blocks the thread of their pool. The argument says which pool.
import { createLoop, ensureFuture, type Future, sleep } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { executors, InterpreterPoolExecutor, type PoolOptions, ThreadPoolExecutor } from '../../src/index.ts';

const loop = createLoop([executors()], nativeKernel());
const make = (options: PoolOptions): ThreadPoolExecutor =>
  process.argv[2] === 'interpreter' ? new InterpreterPoolExecutor(options) : new ThreadPoolExecutor(options);

function* outcome(future: Future<unknown>): Generator<Future<unknown>, string, unknown> {
  try {
    return String(yield* ensureFuture(future));
  } catch (error) {
    return `${(error as Error).name}: ${String((error as Error).cause)}`;
  }
}

const exit = (): unknown => process.exit(3);
const leaveRejection = (): unknown => {
  Promise.reject(new Error('nobody handles this'));
  return new Promise(() => {});
};
const dies = process.argv[2] === 'interpreter' ? leaveRejection : exit;
const one = (): number => 1;

function* main(): Generator<Future<unknown>, void, unknown> {
  const broken = make({ maxWorkers: 1 });
  console.log(yield* outcome(loop.runInExecutor(broken, dies)));

  const healing = make({ maxWorkers: 1, selfHealing: true });
  console.log((yield* outcome(loop.runInExecutor(healing, dies))).split(':')[0], yield* outcome(loop.runInExecutor(healing, one)));

  const replacing = make({ maxWorkers: 1, maxTasksPerChild: 1 });
  const names = [];
  for (let n = 0; n < 3; n++) names.push(yield* outcome(loop.runInExecutor(replacing, one)));
  console.log('replaced', names.join(' '));

  const killed = make({ maxWorkers: 1 });
  const endless = killed.submit(() => {
    for (;;);
  });
  while (!endless.running()) yield* sleep(1);
  const waiting = loop.runInExecutor(killed, one);
  endless.cancel({ force: true });
  console.log('behind one that was killed', yield* outcome(waiting));
}

loop.runUntilCompleteSync(main());
loop.close();
console.log('ended');
