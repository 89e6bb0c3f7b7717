import type { Case } from '../case.ts';
import { brokenPools } from './executors/breaking.ts';
import { poolEnds } from './executors/ending.ts';
import { executorFutures } from './executors/futures.ts';
import { loopExecutors } from './executors/loops.ts';
import { mappedWork } from './executors/mapping.ts';
import { executorRuns } from './executors/runs.ts';
import { submittedWork } from './executors/submitting.ts';
import { waitedFutures } from './executors/waiting.ts';
import { poolWorkers } from './executors/workers.ts';

/** Pools of threads and processes. */
export const executorCases: readonly Case[] = [
  ...submittedWork,
  ...mappedWork,
  ...poolWorkers,
  ...poolEnds,
  ...executorFutures,
  ...waitedFutures,
  ...brokenPools,
  ...loopExecutors,
  ...executorRuns,
];
