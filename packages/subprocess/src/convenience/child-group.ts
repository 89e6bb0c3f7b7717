import { constants } from 'node:os';
import { type ChildProcess, type LoopState, systemError } from '@tsyncio/core/area';

const { ESRCH, EPERM } = constants.errno;
/** Only asks whether it is there. */
const NO_SIGNAL = 0;

/**
 * The process group that a child leads. While the child was not reaped, or others are in its group, the system gives the number to nobody else;
 * so it must be looked at without a pause from the child's end on, and once it was gone it is never signalled again.
 */
export class ChildGroup {
  readonly #state: LoopState;
  readonly #pid: number;
  #gone: boolean;

  constructor(state: LoopState, child: ChildProcess) {
    this.#state = state;
    this.#pid = child.pid;
    // Of a child that is not ours to signal any more, nobody knows what became of its group.
    this.#gone = state.phase === 'closed' || child.kill(NO_SIGNAL) < 0;
  }

  isThere(): boolean {
    return this.signal(NO_SIGNAL);
  }

  /** `false` when nobody is left. @throws {SystemError} when the system refuses. */
  signal(signo: number): boolean {
    if (this.#gone || this.#state.phase === 'closed') return false;
    const answer = this.#state.kernel.processes?.killGroup(this.#pid, signo) ?? -ESRCH;
    // Asked only, a group that is not ours to signal is there.
    if (answer === 0 || (answer === -EPERM && signo === NO_SIGNAL)) return true;
    this.#gone = true;
    if (answer === -ESRCH) return false;
    throw systemError(answer, 'kill');
  }
}
