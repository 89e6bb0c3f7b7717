import type { Case } from '../case.ts';
import { connectionArguments } from './connections/arguments.ts';
import { connecting } from './connections/connecting.ts';
import { failingConnects } from './connections/failing.ts';

/** Client connections. */
export const connectionCases: readonly Case[] = [...connecting, ...connectionArguments, ...failingConnects];
