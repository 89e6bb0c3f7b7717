/** What a caller in another thread sends. Without `id`, it wants no answer. */
export interface CallMessage {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly id?: number;
}

/** What comes back. */
export interface AnswerMessage {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: RemoteError;
}

/** An error on its way between threads: structured clone keeps neither its code nor its own class's name. */
export interface RemoteError {
  readonly error: unknown;
  readonly name?: string;
  readonly code?: unknown;
}

/** A chain of causes may lead back to itself. */
const DEEPEST_CAUSE = 8;

export function packError(error: unknown): RemoteError {
  if (!(error instanceof Error)) return { error };
  return { error: toPlainError(error), name: error.name, code: (error as { code?: unknown }).code };
}

export function unpackError({ error, name, code }: RemoteError): unknown {
  if (!(error instanceof Error)) return error;
  if (name !== undefined && name !== error.name) Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  if (code !== undefined) Object.assign(error, { code });
  return error;
}

// Other properties may not be clonable: message, stack, and the causes that are errors, are what one needs.
function toPlainError(error: Error, depth = 0): Error {
  const { cause } = error;
  const plain = new Error(error.message);
  plain.stack = error.stack;
  if (cause instanceof Error && depth < DEEPEST_CAUSE) plain.cause = toPlainError(cause, depth + 1);
  return plain;
}
