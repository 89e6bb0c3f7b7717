// tsyncio, on the standard kernel; with `blocking` as first argument in runs that block the thread, with `preserving` keeping the
// AsyncLocalStorages of others.
import { newEventLoop, preserveAsyncContext } from 'tsyncio';
import { runCases } from '../common/passes.mjs';
import { asyncFunctionCases } from './async-functions.mjs';
import { callbackCases } from './callbacks.mjs';
import { generatorCases } from './generators.mjs';
import { makeTimed } from './timed.mjs';
import { timerCases } from './timers.mjs';

const blocking = process.argv[2] === 'blocking';
const loop = newEventLoop();
preserveAsyncContext(loop, process.argv[2] === 'preserving');
const timed = makeTimed(loop, blocking);

await runCases({
  ...callbackCases(loop, timed),
  ...timerCases(loop, timed),
  // A blocking run has no promises to wait for.
  ...(blocking ? {} : asyncFunctionCases(loop)),
  ...generatorCases(loop, blocking),
});
loop.close();
