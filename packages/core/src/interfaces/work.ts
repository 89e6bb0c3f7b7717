/**
 * What a worker is to do: a function given by value or by reference.
 *
 * A bare function crosses as its own text, so it may use its arguments, what it declares itself and globals: the language's everywhere,
 * Node's in thread and process pools only. With anything else its future rejects with `NotShareableError`, which names the identifiers,
 * before anything is sent. It may be asynchronous; of a generator the result is what it returns.
 */
export type Work<A extends unknown[], R> = ((...args: A) => R | PromiseLike<R>) | ModuleWork | ScriptWork | ClosureWork<A, R>;

/** A function that a module exports. Not for interpreters, which load no modules. */
export interface ModuleWork {
  /**
   * A `file:` URL, an absolute path, a path relative to the current folder (`./work.js`), or the name of a package, which is
   * looked for from the current folder, then from that of the program's main module.
   */
  readonly module: string | URL;
  /** `default` unless named. */
  readonly export?: string;
}

/** The text of a script: its completion value is the result, its arguments are `args`. */
export interface ScriptWork {
  readonly script: string;
}

/** A function with what it needs, which is copied each time that it is sent. Made by `closure`. */
export interface ClosureWork<A extends unknown[], R> {
  readonly captures: Record<string, unknown>;
  readonly fn: (...args: A) => R;
}
