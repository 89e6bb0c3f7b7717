import * as core from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { simulatedKernel } from '@tsyncio/simulation';
import type { Subject } from '../src/subject.ts';

/** Core alone, on Node's own clock. */
export const host: Subject = { name: 'host', core, newLoop: () => core.createLoop([]) };

export const native: Subject = { name: 'native', core, newLoop: () => core.createLoop([], nativeKernel()) };

/** Virtual time. */
export const simulated: Subject = { name: 'simulated', core, newLoop: () => core.createLoop([], simulatedKernel({ seed: 1 })) };

/** Everything that the cases are run on. */
export const subjects: readonly Subject[] = [simulated, host, native];
