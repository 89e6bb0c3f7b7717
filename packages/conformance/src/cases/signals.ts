import type { Case } from '../case.ts';
import { callingHandlers } from './signals/calling.ts';
import { endingHandlers } from './signals/ending.ts';
import { insideHandlers } from './signals/inside.ts';
import { refusedHandlers } from './signals/refusing.ts';

/** Handlers of signals. */
export const signalCases: readonly Case[] = [...callingHandlers, ...insideHandlers, ...endingHandlers, ...refusedHandlers];
