import type { EventLoop } from './event-loop.ts';
import { Runner, type RunnerOptions } from './runner.ts';

export type RunOptions = RunnerOptions;

/**
 * A new loop, run until `main` is done; then tasks that are left are cancelled and waited for, asynchronous generators and the default executor
 * are shut down, and the loop is closed.
 *
 * SIGINT cancels `main` as in {@link Runner.run}.
 *
 * Rejects with what `main` failed with; when what comes after fails too, with that error, which has the one of `main` as its `cause` unless it has
 * another; with `ERR_LOOP_RUNNING` inside a task of a running loop: use `await` there.
 *
 * @see asyncio `asyncio.run`
 */
export async function run<T>(main: (loop: EventLoop) => PromiseLike<T>, options: RunOptions = {}): Promise<T> {
  const runner = new Runner(options);
  let result: T;
  try {
    result = await runner.run(main);
  } catch (error) {
    await runner.close().catch((later: unknown) => {
      throw withCause(later, error);
    });
    throw error;
  }
  await runner.close();
  return result;
}

function withCause(error: unknown, cause: unknown): unknown {
  if (error instanceof Error && error !== cause && error.cause === undefined && Object.isExtensible(error))
    Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
  return error;
}
