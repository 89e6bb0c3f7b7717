export interface WorkSignal {
  readonly signal: AbortSignal;
  readonly abort: () => void;
}

/** A signal that also asks `aborted` when it is asked itself: code that never waits hears of no message. */
export function workSignal(aborted: () => boolean): WorkSignal {
  const controller = new AbortController();
  const { signal } = controller;
  const abort = (): void => controller.abort(new DOMException('the work was cancelled', 'AbortError'));
  const read = Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted')?.get as () => boolean;
  const isAborted = (): boolean => {
    if (!read.call(signal) && aborted()) abort();
    return read.call(signal);
  };
  Object.defineProperty(signal, 'aborted', { get: isAborted, configurable: true });
  Object.defineProperty(signal, 'throwIfAborted', {
    value: () => {
      if (isAborted()) throw signal.reason;
    },
    configurable: true,
  });
  return { signal, abort };
}
