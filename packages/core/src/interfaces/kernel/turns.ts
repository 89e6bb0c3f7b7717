/**
 * When the loop's turns happen. `poll` and `pollSync` say how many entries of the poller's `events` they filled; 0 without a poller.
 *
 *            arm(0) ────────────── soon, from the host's loop ─────┐
 *            arm(deadline) ─────── at that time ───────────────────┤
 *            arm(Infinity) ─────── only by readiness or wake() ────┴──► turn(events)
 */
export interface Turns {
  /**
   * What a turn is, and how to say that there will be no more: called once, before anything else. `turn` never throws. `fail` ends a run that
   * goes on in the host's loop, which rejects with the reason after the turn that takes place. A blocking run ends with what `pollSync` throws.
   */
  attach(turn: (events: number) => void, fail?: (reason: unknown) => void): void;
  /** A run begins: turns may happen from now on, and the process stays alive. */
  start(): void;
  /** The run has ended: no turn happens, and nothing keeps the process alive. */
  stop(): void;
  /** Call the next turn at `deadline` on the clock at the latest; 0 is as soon as the host's loop allows, Infinity never by time. Replaces the one before. */
  arm(deadline: number): void;
  /** Make the next turn happen soon, or a blocking poll return; may be called while the loop does not run. */
  wake(): void;
  /** Look for ready descriptors without waiting. */
  poll(): number;
  /** Wait, blocking the thread, until a descriptor is ready, `wake` or `deadline`. */
  pollSync(deadline: number): number;
}
