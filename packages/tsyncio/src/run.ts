import type { EventLoop } from './event-loop.ts';
import { Runner, type RunnerOptions } from './runner.ts';

export type RunOptions = RunnerOptions;

/**
 * A new loop, run until `main` is done; then tasks that are left are cancelled and waited for, asynchronous generators and the default executor
 * are shut down, and the loop is closed.
 *
 * SIGINT cancels `main` as in {@link Runner.run}.
 *
 * Rejects with what `main` failed with; with `ERR_LOOP_RUNNING` inside a task of a running loop: use `await` there.
 *
 * @see asyncio `asyncio.run`
 */
export async function run<T>(main: (loop: EventLoop) => PromiseLike<T>, options: RunOptions = {}): Promise<T> {
  const runner = new Runner(options);
  try {
    return await runner.run(main);
  } finally {
    await runner.close();
  }
}
