import type { Case } from '../case.ts';
import { runnerEnds } from './runners/closing.ts';
import { interrupts } from './runners/interrupts.ts';
import { runs } from './runners/runs.ts';
import { runnersWithPolicies } from './runners/with-policies.ts';

/** Programs that run from beginning to end. */
export const runnerCases: readonly Case[] = [...runs, ...runnersWithPolicies, ...runnerEnds, ...interrupts];
