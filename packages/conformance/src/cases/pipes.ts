import type { Case } from '../case.ts';
import { readingPipes } from './pipes/reading.ts';
import { writingPipes } from './pipes/writing.ts';

/** Transports of pipes. */
export const pipeCases: readonly Case[] = [...readingPipes, ...writingPipes];
