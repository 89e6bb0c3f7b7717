import { BrokenProcessPoolError } from '../errors.ts';
import type { WorkerKind } from '../pool/worker-link.ts';
import { nodeGlobals } from '../work/known-globals.ts';
import { cloneThroughFrame } from '../worker/frames.ts';
import { ProcessLink, type ProcessLinkOptions } from './process-link.ts';

export function processKind(options: ProcessLinkOptions): WorkerKind {
  return {
    kind: 'process',
    ahead: 0,
    batches: true,
    clone: cloneThroughFrame,
    globals: nodeGlobals,
    shared: new Set(),
    moves: false,
    Broken: BrokenProcessPoolError,
    thrown: (error) => error,
    link: (_name, listener) => new ProcessLink(options, listener),
  };
}
