import type { Case } from '../case.ts';
import { cancelledHandles } from './sockets/cancelled-handles.ts';
import { datagrams } from './sockets/datagrams.ts';
import { readers } from './sockets/readers.ts';
import { refusals } from './sockets/refusals.ts';
import { sendfile } from './sockets/sendfile.ts';
import { sendfileArguments } from './sockets/sendfile-arguments.ts';
import { streams } from './sockets/streams.ts';
import { waits } from './sockets/waits.ts';

/** Raw sockets, readers and writers. */
export const socketCases: readonly Case[] = [
  ...streams,
  ...datagrams,
  ...waits,
  ...readers,
  ...cancelledHandles,
  ...refusals,
  ...sendfile,
  ...sendfileArguments,
];
