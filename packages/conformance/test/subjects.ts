import * as core from '@tsyncio/core';
import { nativeKernel, nativePollers } from '@tsyncio/native';
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

/** The native kernel with each further poller that this platform has. */
export const nativeOthers: readonly Subject[] = nativePollers()
  .slice(1)
  .map((poller) => ({ name: `native with ${poller}`, core, newLoop: () => core.createLoop([], nativeKernel({ poller })) }));

/** Virtual time. */
export const simulated: Subject = {
  name: 'simulated',
  core,
  abilities: { sockets: socketMakers },
  newLoop: () => core.createLoop([sockets()], simulatedKernel({ seed: 1 })),
};

/** Everything that the cases are run on. */
export const subjects: readonly Subject[] = [simulated, host, native, ...nativeOthers];
