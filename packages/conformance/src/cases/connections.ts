import type { Case } from '../case.ts';
import { acceptedSockets } from './connections/accepted.ts';
import { connectionArguments } from './connections/arguments.ts';
import { connecting } from './connections/connecting.ts';
import { failingConnects } from './connections/failing.ts';
import { happyEyeballs } from './connections/happy-eyeballs.ts';

/** Client connections, and accepted ones. */
export const connectionCases: readonly Case[] = [
  ...connecting,
  ...connectionArguments,
  ...failingConnects,
  ...happyEyeballs,
  ...acceptedSockets,
];
