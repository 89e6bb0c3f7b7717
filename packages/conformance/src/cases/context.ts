import type { Case } from '../case.ts';
import { asyncTaskContexts } from './context/async-tasks.ts';
import { callbackContexts } from './context/callbacks.ts';
import { contexts } from './context/contexts.ts';
import { taskContexts } from './context/tasks.ts';
import { variables } from './context/variables.ts';

/** Context variables, and which context callbacks, timers and tasks run in. */
export const contextCases: readonly Case[] = [...variables, ...contexts, ...callbackContexts, ...taskContexts, ...asyncTaskContexts];
