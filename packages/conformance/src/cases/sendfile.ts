import type { Case } from '../case.ts';
import { losingFiles } from './sendfile/losing.ts';
import { refusingFiles } from './sendfile/refusing.ts';
import { sendingFiles } from './sendfile/sending.ts';

/** Files over transports. */
export const sendfileCases: readonly Case[] = [...sendingFiles, ...refusingFiles, ...losingFiles];
