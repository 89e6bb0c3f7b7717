import type { MessagePort } from 'node:worker_threads';
import type { PackedThrown } from '../../work/packed-error.ts';
import type { FunctionText, ScriptText } from '../../work/sent-work.ts';
import type { WorkerName } from '../../work/unpack-error.ts';

export interface Interpreter {
  call(work: FunctionText | ScriptText, worker: WorkerName, settle: (outcome: Outcome) => void): void;
  abort(): void;
}

export type Outcome =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: PackedThrown }
  | { readonly kind: 'unshareable'; readonly path: string; readonly what: string };

export function makeInterpreter(_port: MessagePort): Interpreter {
  throw new Error('not here yet');
}
