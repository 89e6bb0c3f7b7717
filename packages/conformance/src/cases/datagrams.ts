import type { Case } from '../case.ts';
import { datagramArguments } from './datagrams/arguments.ts';
import { endpoints } from './datagrams/endpoints.ts';
import { sending } from './datagrams/sending.ts';
import { unixEndpoints } from './datagrams/unix-endpoints.ts';

/** Endpoints of datagrams. */
export const datagramCases: readonly Case[] = [...endpoints, ...sending, ...datagramArguments, ...unixEndpoints];
