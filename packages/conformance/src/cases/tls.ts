import type { Case } from '../case.ts';
import { tlsBehaviour } from './tls/behaviour.ts';
import { handshakes } from './tls/handshakes.ts';
import { sendingFilesOverTls } from './tls/sending-files.ts';
import { startingTls } from './tls/starting.ts';
import { talking } from './tls/talking.ts';

/** TLS. */
export const tlsCases: readonly Case[] = [...talking, ...handshakes, ...tlsBehaviour, ...startingTls, ...sendingFilesOverTls];
