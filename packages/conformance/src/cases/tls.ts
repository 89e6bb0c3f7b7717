import type { Case } from '../case.ts';
import { handshakes } from './tls/handshakes.ts';
import { talking } from './tls/talking.ts';

/** TLS. */
export const tlsCases: readonly Case[] = [...talking, ...handshakes];
