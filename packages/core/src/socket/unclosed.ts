import { sourceTraceback, tracebackOf } from '../debug/source-traceback.ts';
import type { SocketCalls } from '../interfaces/kernel/socket-calls.ts';
import { type LoopState, stateOf } from '../loop/loop-state.ts';
import { runningLoop } from '../loop/running-loop.ts';

/** Descriptors whose owner may be collected, and who is told then. */
interface Unclosed {
  readonly reclaim: (fd: number) => number;
  readonly fds: readonly number[];
  readonly message: string;
  readonly state: WeakRef<LoopState> | null;
  /** Where they were made, in debug mode. */
  readonly source: string | null;
}

const owners = new FinalizationRegistry<Unclosed>((unclosed) => {
  for (const fd of unclosed.fds) unclosed.reclaim(fd);
  tell(unclosed);
});

/**
 * Close `fds` when `owner` is collected, and say `message` then to the exception handler of the loop that runs now; outside a loop, as a
 * warning of the process. Kernels whose time is not real reclaim nothing: the collector comes when it likes.
 */
export function closeWhenCollected(owner: object, calls: SocketCalls, fds: readonly number[], message: string): void {
  if (calls.reclaim === undefined) return;
  const loop = runningLoop();
  const state = loop === null ? null : stateOf(loop);
  const source = state?.debug === true ? sourceTraceback() : null;
  owners.register(owner, { reclaim: calls.reclaim, fds, message, state: state?.weak ?? null, source }, owner);
}

/** They were closed, or are someone else's. */
export function keepWhenCollected(owner: object): void {
  owners.unregister(owner);
}

function tell({ fds, message, state, source }: Unclosed): void {
  const known = state?.deref();
  if (known === undefined) process.emitWarning(`${message} (descriptors: ${fds.join(', ')})`, 'TsyncioWarning');
  else known.report({ message, descriptors: fds, ...tracebackOf(source) });
}
