import type { ResourceLimits } from 'node:worker_threads';
import { BrokenThreadPoolError } from '../errors.ts';
import type { WorkerKind } from '../pool/worker-link.ts';
import { nodeGlobals } from '../work/known-globals.ts';
import { ThreadLink } from './thread-link.ts';

/** How much short work waits in a thread. */
const AHEAD = 63;

export function threadKind(resourceLimits: ResourceLimits | undefined): WorkerKind {
  return {
    kind: 'thread',
    ahead: AHEAD,
    batches: true,
    clone: structuredClone,
    globals: nodeGlobals,
    shared: new Set(),
    moves: true,
    Broken: BrokenThreadPoolError,
    thrown: (error) => error,
    link: (name, listener) => new ThreadLink({ name, resourceLimits, interpreterPort: null }, listener),
  };
}
