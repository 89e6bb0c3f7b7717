import type { Case } from '../case.ts';
import { callbacks } from './scheduling/callbacks.ts';
import { closingPending } from './scheduling/closing.ts';
import { runs } from './scheduling/runs.ts';
import { stopping } from './scheduling/stopping.ts';
import { timerOrder } from './scheduling/timer-order.ts';
import { timerTurns } from './scheduling/timer-turns.ts';

/** What runs in which turn, and what is left when a run ends. */
export const schedulingCases: readonly Case[] = [...callbacks, ...timerTurns, ...timerOrder, ...stopping, ...runs, ...closingPending];
