import * as core from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { virtualKernel } from '../../core/test/virtual-kernel.ts';
import type { Subject } from '../src/subject.ts';

/** Core alone, on Node's own clock. */
export const host: Subject = { name: 'host', core, newLoop: () => core.createLoop([]) };

export const native: Subject = { name: 'native', core, newLoop: () => core.createLoop([], nativeKernel()) };

/** Virtual time. */
export const virtual: Subject = { name: 'virtual', core, newLoop: () => core.createLoop([], virtualKernel()) };

/** Everything that the cases are run on. */
export const subjects: readonly Subject[] = [virtual, host, native];
