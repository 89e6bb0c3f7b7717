import type { Case } from '../case.ts';
import { buffered } from './protocols/buffered.ts';
import { failing } from './protocols/failing.ts';
import { switching } from './protocols/switching.ts';

/** Streaming protocols: their errors, buffers of their own, and one in the place of another. */
export const protocolCases: readonly Case[] = [...failing, ...buffered, ...switching];
