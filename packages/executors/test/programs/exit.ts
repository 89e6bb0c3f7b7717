// What the end of the program means for its pools. The first argument says which pool, the second what happens.
import { writeSync } from 'node:fs';
import { ProcessPoolExecutor, ThreadPoolExecutor } from '../../src/index.ts';

const [kind = '', scene = ''] = process.argv.slice(2);
const pool = kind === 'process' ? new ProcessPoolExecutor({ maxWorkers: 1 }) : new ThreadPoolExecutor({ maxWorkers: 1 });

/** Written at once, so that nothing is lost when the program ends abruptly. */
const print = (text: unknown): void => void writeSync(1, `${text}\n`);
const slow = async (text: string): Promise<string> => {
  await new Promise((resolve) => setTimeout(resolve, 100));
  return text;
};
const busy = (): void => {
  for (;;);
};

process.on('exit', () => print('exit'));

const scenes: Record<string, () => unknown> = {
  /** An idle pool that nobody shut down. */
  idle: async () => print(await pool.submit(slow, 'result')),
  unused: () => print('nothing was done'),
  pending: () => {
    for (const text of ['one', 'two', 'three']) pool.submit(slow, text).addDoneCallback((future) => print(future.result()));
  },
  'not waiting for shutdown': () => {
    pool.submit(slow, 'result').addDoneCallback((future) => print(future.result()));
    pool.shutdown({ wait: false });
  },
  'failure nobody asks for': async () => {
    pool.submit(() => {
      throw new Error('unseen');
    });
    print(await pool.submit(slow, 'result'));
  },
  'exit while busy': async () => {
    const pid = await pool.submit(() => process.pid);
    const future = pool.submit(busy);
    while (!future.running()) await new Promise((resolve) => setImmediate(resolve));
    print(pid);
    process.exit(3);
  },
  'killed while idle': async () => {
    print(await pool.submit(() => process.pid));
    process.kill(process.pid, 'SIGKILL');
  },
  'uncaught error': async () => {
    print(await pool.submit(() => process.pid));
    throw new Error('uncaught');
  },
  printing: async () => {
    await pool.submit(() => console.log('from the worker'));
    await pool.submit(() => console.error('on its standard error'));
    await pool.shutdown();
  },
  'submit for the first time while exiting': () => {
    process.on('exit', () => {
      const { code } = pool.submit(() => 1).exception() as { code: string };
      print(code);
    });
  },
  'submit while exiting': () => {
    process.on('exit', () => {
      pool.submit(() => 1).addDoneCallback(() => {});
      print('survived');
    });
  },
};

await scenes[scene]?.();
