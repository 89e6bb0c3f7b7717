import type { Case } from '../case.ts';
import { binding } from './servers/binding.ts';
import { serving } from './servers/serving.ts';
import { waitingForServers } from './servers/waiting.ts';

/** Servers of streams. */
export const serverCases: readonly Case[] = [...serving, ...waitingForServers, ...binding];
