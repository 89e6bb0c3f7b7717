// Our pools. The options: which of them, and whether it is given functions by reference (`module`) or by value (`function`).
import { InterpreterPoolExecutor, ProcessPoolExecutor, ThreadPoolExecutor, transfer } from 'tsyncio';
import { compute, echo, noop } from '../work/work.mjs';
import { measure, options } from './measured.mjs';

const [kind, form] = options;
const Pool = { thread: ThreadPoolExecutor, interpreter: InterpreterPoolExecutor, process: ProcessPoolExecutor }[kind];

const exported = (file, name) => ({ module: new URL(`../work/${file}.mjs`, import.meta.url), export: name });
const work =
  form === 'function'
    ? { noop, echo, compute }
    : { noop: exported('work', 'noop'), echo: exported('work', 'echo'), compute: exported('work', 'compute') };
const pass = exported('tsyncio', 'pass');

await measure((workers) => {
  const pool = new Pool({ maxWorkers: workers });
  return {
    noop: (value) => pool.submit(work.noop, value),
    echo: (bytes) => pool.submit(work.echo, bytes),
    pass: (buffer) => pool.submit(pass, transfer(buffer, [buffer])),
    compute: (steps) => pool.submit(work.compute, steps),
    close: () => pool.shutdown(),
  };
});
