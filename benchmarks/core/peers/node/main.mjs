// What Node.js itself has.
import { runCases } from '../common/passes.mjs';
import { callbackCases } from './callbacks.mjs';
import { promiseCases } from './promises.mjs';
import { timerCases } from './timers.mjs';

await runCases({ ...callbackCases, ...timerCases, ...promiseCases });
