import { Runner } from 'tsyncio';

/** What `body` gives with a runner that is closed afterwards. */
export async function withRunner<T>(body: (runner: Runner) => PromiseLike<T>): Promise<T> {
  const runner = new Runner();
  try {
    return await body(runner);
  } finally {
    await runner.close();
  }
}
