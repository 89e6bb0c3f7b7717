import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { asCompleted, InterpreterPoolExecutor, ProcessPoolExecutor, ThreadPoolExecutor, wait } from '../src/index.ts';

describe('an option that is not known is refused, naming it and those that there are', () => {
  test.each([ThreadPoolExecutor, InterpreterPoolExecutor, ProcessPoolExecutor])('%o', (Pool) => {
    expect(() => new Pool({ maxWorker: 2 } as never)).toThrow(TypeError);
    expect(() => new Pool({ maxWorker: 2 } as never)).toThrow(new RegExp(`^${Pool.name} has no option 'maxWorker': it takes maxWorkers, `));
  });

  test('what only another kind of pool has', () => {
    expect(() => new ThreadPoolExecutor({ shared: {} } as never)).toThrow(/no option 'shared'/);
    expect(() => new InterpreterPoolExecutor({ mainModule: true } as never)).toThrow(/no option 'mainModule'/);
    expect(() => new ProcessPoolExecutor({ resourceLimits: {} } as never)).toThrow(/no option 'resourceLimits'/);
  });

  test('map, shutdown, wait and asCompleted', async () => {
    const pool = new ThreadPoolExecutor();
    expect(() => pool.map(() => 1, [[1]], { chunkSize: 5 } as never)).toThrow(
      new TypeError("map has no option 'chunkSize': it takes timeout, chunksize, buffersize"),
    );
    for (const wrong of [null, 5])
      expect(() => pool.map(() => 1, [[1]], wrong as never)).toThrow(/^map needs an options object, got (null|number)$/);
    expect(await failureOf(() => pool.shutdown({ cancel_futures: true } as never))).toEqual(
      new TypeError("shutdown has no option 'cancel_futures': it takes wait, cancelFutures"),
    );
    expect(await failureOf(() => wait([], { return_when: 'FIRST_COMPLETED' } as never))).toEqual(
      new TypeError("wait has no option 'return_when': it takes timeout, returnWhen"),
    );
    expect(() => asCompleted([], { timeOut: 5 } as never)).toThrow(new TypeError("asCompleted has no option 'timeOut': it takes timeout"));
    await pool.shutdown();
  });
});
