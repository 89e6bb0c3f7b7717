import { type Future, type Loop, LoopError, type SubprocessTransport } from '@tsyncio/core';
import { kindOf, type OptionNames, ownOptions, signalNumber } from '@tsyncio/core/area';
import { ChildGroup } from './child-group.ts';
import { partsOf } from './parts-of.ts';
import { Process } from './process.ts';

export interface KillTreeOptions {
  /** How long those that are asked to end have, in milliseconds on the loop's clock; 5000 unless given. */
  readonly grace?: number;
  /** What asks them; `SIGTERM` unless given. */
  readonly signal?: NodeJS.Signals | number;
}

const GRACE = 5000;
const OPTIONS: OptionNames<KillTreeOptions> = { grace: true, signal: true };
/** How often descendants are looked at that outlive the child, in milliseconds. */
const LOOK = 20;

/**
 * End a child and all its descendants in its process group: ask them with `signal`, and kill those that are left after `grace`. The child must
 * have been started with `processGroup: 0` or `startNewSession: true`, or in a terminal: otherwise its group is ours.
 *
 * Resolves with the return code once the child was reaped, and its group is empty or was killed. A child that had ended and was reaped before is
 * left alone with what it left behind: its group's number may be another's by then. Descendants that made groups of their own are not reached.
 *
 * Cancelled, it stops where it is.
 *
 * Rejects with {@link LoopError} `ERR_TRANSPORT_STATE` for a child in our group, with {@link TypeError} or {@link RangeError} for arguments that are
 * none, and with {@link SystemError} when the system does not let us signal the group.
 */
export async function killTree(target: Process | SubprocessTransport, options: KillTreeOptions = {}): Promise<number> {
  const transport = target instanceof Process ? target.transport : target;
  const { state, child, leads } = partsOf(transport);
  const { loop } = state;
  const { grace = GRACE, signal = 'SIGTERM' } = ownOptions(options, 'killTree', OPTIONS);
  checkGrace(grace);
  const signo = signalNumber(signal, state.kernel.signals);
  if (!leads.group) {
    const advice = 'start it with processGroup: 0 or startNewSession: true';
    throw new LoopError(
      'ERR_TRANSPORT_STATE',
      `killTree signals a process group, and child ${child.pid} is in that of this process: ${advice}`,
    );
  }
  const group = new ChildGroup(state, child);
  // A child may have gone to another group; it is ours all the same.
  if (!group.signal(signo)) child.kill(signo);
  await waitForEnd(loop, transport, group, loop.time() + grace);
  const kill = signalNumber('SIGKILL', state.kernel.signals);
  group.signal(kill);
  child.kill(kill);
  while (transport.getReturncode() === null) await pause(loop, LOOK);
  return transport.getReturncode() as number;
}

async function waitForEnd(loop: Loop, transport: SubprocessTransport, group: ChildGroup, deadline: number): Promise<void> {
  while (loop.time() < deadline && (transport.getReturncode() === null || group.isThere())) {
    await pause(loop, Math.min(LOOK, deadline - loop.time()));
  }
}

async function pause(loop: Loop, delay: number): Promise<void> {
  const over: Future<void> = loop.createFuture<void>();
  const timer = loop.callLater(Math.max(delay, 0), () => {
    if (!over.done()) over.setResult();
  });
  try {
    await over;
  } finally {
    timer.cancel();
  }
}

function checkGrace(grace: unknown): void {
  if (typeof grace !== 'number') throw new TypeError(`grace must be a number of milliseconds, got ${kindOf(grace)}`);
  if (!(grace >= 0)) throw new RangeError(`grace must be 0 or more, got ${grace}`);
}
