import { tracebackOf } from '../debug/source-traceback.ts';
import type { Context } from '../interfaces/context.ts';
import type { LoopState } from '../loop/loop-state.ts';
import type { LoopFuture } from './loop-future.ts';

/** What is left of a failed future once it was collected. It must not lead back to the future. */
export interface Failure {
  readonly state: LoopState;
  readonly kind: string;
  readonly description: string;
  readonly exception: unknown;
  readonly source: string | null;
  /** The context variables that the handler sees: a task's own. */
  readonly context: Context | null;
}

const collected = new FinalizationRegistry<Failure>(({ state, kind, description, exception, source, context }) => {
  const report = (): void =>
    state.report({ message: `${kind} exception was never retrieved`, exception, description, ...tracebackOf(source) });
  if (context === null) report();
  else context.run(report);
});

/** Report the failure through the exception handler, should the future be collected before anyone asked for it. */
export function watchFailure(future: LoopFuture<unknown>, context: Context | null = null): Failure {
  const { outcome } = future;
  readStack(outcome);
  const failure: Failure = {
    state: future.state,
    kind: future[Symbol.toStringTag],
    description: `${future}`,
    exception: outcome,
    source: future.source,
    context,
  };
  collected.register(future, failure, failure);
  return failure;
}

// Until it is read once, V8 keeps the frames of a stack, and with them the function's closures: the future would never be collected.
function readStack(error: unknown): void {
  try {
    if (error instanceof Error) void error.stack;
  } catch {
    // A stack that is somebody's getter holds no frames.
  }
}

export function forgetFailure(failure: Failure): void {
  collected.unregister(failure);
}
