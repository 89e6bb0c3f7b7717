import type { Intrinsics } from './intrinsics.ts';

/** What an interpreter has of an AbortSignal. */
export interface WorkSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  onabort: Listener | null;
  throwIfAborted(): void;
  addEventListener(type: string, listener: Listener | null, options?: boolean | { once?: boolean }): void;
  removeEventListener(type: string, listener: Listener | null): void;
}

type Listener = ((event: AbortEvent) => void) | { handleEvent(event: AbortEvent): void };
interface AbortEvent {
  readonly type: 'abort';
  readonly target: WorkSignal;
}

export interface WorkAbort {
  readonly signal: WorkSignal;
  /** Once; what a listener throws goes to `stray`. */
  abort(): void;
}

/** Runs inside the interpreter: it uses its arguments only. */
export function makeWorkSignals(language: Intrinsics, stray: (thrown: unknown) => void): () => WorkAbort {
  const { apply, define, create, mapSet, mapEach, mapDelete } = language;

  return () => {
    let aborted = false;
    let reason: unknown;
    let onabort: Listener | null = null;
    const listeners = new language.Map<unknown, unknown>();
    const signal = create(null) as unknown as WorkSignal;
    method('throwIfAborted', () => {
      if (aborted) throw reason;
    });
    method('addEventListener', (type: unknown, listener: unknown) => {
      if (type === 'abort' && isListener(listener)) mapSet(listeners, listener, listener);
    });
    method('removeEventListener', (type: unknown, listener: unknown) => {
      if (type === 'abort') mapDelete(listeners, listener);
    });
    accessor('aborted', () => aborted);
    accessor('reason', () => reason);
    accessor(
      'onabort',
      () => onabort,
      (listener) => {
        onabort = isListener(listener) ? (listener as Listener) : null;
      },
    );
    return { signal, abort };

    function abort(): void {
      if (aborted) return;
      aborted = true;
      reason = abortError();
      if (onabort !== null) tell(onabort);
      mapEach(listeners, tell);
    }

    function tell(listener: unknown): void {
      try {
        const event = { __proto__: null, type: 'abort', target: signal };
        if (typeof listener === 'function') apply(listener, signal, [event]);
        else apply((listener as { handleEvent: never }).handleEvent, listener, [event]);
      } catch (thrown) {
        stray(thrown);
      }
    }

    function method(name: string, value: unknown): void {
      define(signal, name, { __proto__: null, value, writable: true, configurable: true } as PropertyDescriptor);
    }

    function accessor(name: string, get: () => unknown, set?: (value: unknown) => void): void {
      define(signal, name, { __proto__: null, get, set, enumerable: true, configurable: true } as PropertyDescriptor);
    }
  };

  function isListener(value: unknown): boolean {
    return typeof value === 'function' || (typeof value === 'object' && value !== null);
  }

  function abortError(): Error {
    const error = new language.Error('The work was cancelled');
    define(error, 'name', { __proto__: null, value: 'AbortError', writable: true, configurable: true } as PropertyDescriptor);
    define(error, 'code', {
      __proto__: null,
      value: 'ABORT_ERR',
      writable: true,
      configurable: true,
      enumerable: true,
    } as PropertyDescriptor);
    return error;
  }
}
