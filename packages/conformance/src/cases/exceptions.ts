import type { Case } from '../case.ts';
import { handlerContexts } from './exceptions/contexts.ts';
import { handlers } from './exceptions/handlers.ts';
import { reports } from './exceptions/reports.ts';

/** What the exception handler is given, by whom, and what it may do. */
export const exceptionCases: readonly Case[] = [...reports, ...handlers, ...handlerContexts];
