import type { Case } from '../case.ts';
import { callSoon } from './loop/call-soon.ts';
import { closing } from './loop/closing.ts';
import { debugMode } from './loop/debug-mode.ts';
import { exceptionHandler } from './loop/exception-handler.ts';
import { runUntilComplete } from './loop/run-until-complete.ts';
import { running } from './loop/running.ts';
import { timers } from './loop/timers.ts';

/** Running, stopping, callbacks, timers, errors of callbacks. */
export const loopCases: readonly Case[] = [
  ...running,
  ...runUntilComplete,
  ...closing,
  ...callSoon,
  ...timers,
  ...exceptionHandler,
  ...debugMode,
];
