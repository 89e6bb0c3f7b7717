/** Signals of the system, told to this thread. A number below zero is a negated error number. */
export interface Signals {
  /** SIGINT … with this platform's numbers. */
  readonly numbers: Readonly<Record<string, number>>;
  /** The largest number of a signal. */
  readonly highest: number;
  /** A descriptor that is readable while there are signals to take; the same until the kernel closes. */
  open(): number;
  /** Catch the signal from now on, beside whoever else in this process catches it. */
  watch(signo: number): number;
  /** Catch it no longer: when nobody does, it does what it did before. */
  unwatch(signo: number): number;
  /** The signals that came, in order, once for each delivery. */
  take(): readonly number[];
}
