// Its workers load this module, too: what only the program does stands behind a question.
import { currentWorker, ProcessPoolExecutor, ThreadPoolExecutor } from '../../src/index.ts';

const isProgram = currentWorker() === null;
(globalThis as { isProgram?: boolean }).isProgram = isProgram;

if (isProgram) {
  console.log('program:', isProgram);
  const options = { maxWorkers: 1, mainModule: true };
  const pool = process.argv[2] === 'process' ? new ProcessPoolExecutor(options) : new ThreadPoolExecutor(options);
  console.log('worker:', await pool.submit(() => (globalThis as { isProgram?: boolean }).isProgram));
  await pool.shutdown();
}
