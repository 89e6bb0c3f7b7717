import * as core from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { simulatedKernel } from '@tsyncio/simulation';
import { sockets } from '@tsyncio/sockets';
import type { Subject } from '../src/subject.ts';
import { files } from './files.ts';
import { socketMakers } from './socket-makers.ts';

/** Core alone, on Node's own clock. */
export const host: Subject = { name: 'host', core, newLoop: () => core.createLoop([]) };

export const native: Subject = {
  name: 'native',
  core,
  abilities: { sockets: socketMakers, files },
  newLoop: () => core.createLoop([sockets()], nativeKernel()),
};

/** Virtual time. */
export const simulated: Subject = {
  name: 'simulated',
  core,
  abilities: { sockets: socketMakers },
  newLoop: () => core.createLoop([sockets()], simulatedKernel({ seed: 1 })),
};

/** Everything that the cases are run on. */
export const subjects: readonly Subject[] = [simulated, host, native];
