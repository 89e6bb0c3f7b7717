import type { Case } from './case.ts';
import { loopCases } from './cases/loop.ts';
import { stageCases } from './cases/stage.ts';

/** Every case, area by area. */
export const allCases: readonly Case[] = [...stageCases, ...loopCases];
