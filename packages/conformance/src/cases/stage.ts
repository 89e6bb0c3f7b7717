import type { Case } from '../case.ts';
import { values } from './stage/values.ts';

/** What cases are made of: both sides must trace the same things in the same words. */
export const stageCases: readonly Case[] = [...values];
