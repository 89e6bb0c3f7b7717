import type { Case } from '../case.ts';
import { unixConnections } from './unix/connections.ts';
import { unixServers } from './unix/servers.ts';

/** Servers and connections of Unix sockets. */
export const unixCases: readonly Case[] = [...unixServers, ...unixConnections];
