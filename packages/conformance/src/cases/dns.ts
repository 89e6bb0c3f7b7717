import type { Case } from '../case.ts';
import { resolving } from './dns/resolving.ts';

/** Names and addresses. */
export const dnsCases: readonly Case[] = [...resolving];
