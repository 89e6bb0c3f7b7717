import type { PackedThrown } from '../../work/packed-error.ts';
import type { Interpreter } from './interpreter.ts';

/**
 * Ends this worker thread, as Node does, for a rejection that nobody handles and for what a callback throws, when they come out of the
 * interpreter; but with an error of this realm that tells of it. Node itself would inspect what was thrown, and hand functions of its realm to
 * methods of it. `tell` is called before: what a handler throws ends the thread without 'exit'.
 */
export function containStrays(interpreter: Interpreter, tell: () => void): void {
  const end = (thrown: unknown, what: string): never => {
    tell();
    throw isOwnError(thrown) ? thrown : strayError(interpreter.pack(thrown), what);
  };
  process.on('unhandledRejection', (reason) => end(reason, 'a rejection that nothing handled'));
  process.on('uncaughtException', (error) => end(error, 'an error that nothing caught'));
}

// Of work's values this reads no property; a trap for their prototype is called with nothing of this realm.
function isOwnError(thrown: unknown): boolean {
  try {
    return thrown instanceof Error;
  } catch {
    return false;
  }
}

function strayError(packed: PackedThrown, what: string): Error {
  const told = 'type' in packed ? `${packed.name}: ${packed.message}` : `a ${typeof packed.value}`;
  const error = new Error(`Work in the interpreter left ${what}: ${told}`);
  if ('type' in packed) error.stack = `${error.name}: ${error.message}\n${packed.stack}`;
  return error;
}
