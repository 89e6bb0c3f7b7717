import type { Case } from '../case.ts';
import { shutdown } from './asyncgens/shutdown.ts';
import { shutdownTrouble } from './asyncgens/trouble.ts';

/** Async generators that are closed with their loop. Here they are told to it: `trackAsyncgen`. */
export const asyncgenCases: readonly Case[] = [...shutdown, ...shutdownTrouble];
