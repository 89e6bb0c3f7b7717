import type { Case } from './case.ts';
import { asyncgenCases } from './cases/asyncgens.ts';
import { contextCases } from './cases/context.ts';
import { exceptionCases } from './cases/exceptions.ts';
import { futureCases } from './cases/future.ts';
import { loopCases } from './cases/loop.ts';
import { schedulingCases } from './cases/scheduling.ts';
import { socketCases } from './cases/sockets.ts';
import { stageCases } from './cases/stage.ts';
import { taskCases } from './cases/task.ts';
import { transportCases } from './cases/transports.ts';

/** Every case, area by area. */
export const allCases: readonly Case[] = [
  ...stageCases,
  ...loopCases,
  ...futureCases,
  ...taskCases,
  ...contextCases,
  ...schedulingCases,
  ...exceptionCases,
  ...asyncgenCases,
  ...socketCases,
  ...transportCases,
];
