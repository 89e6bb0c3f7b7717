import { kindOf } from '@tsyncio/core/area';
import { interpreterKind } from './interpreters/interpreter-kind.ts';
import { checkOptions } from './pool/check-options.ts';
import type { InterpreterPoolOptions } from './pool-options.ts';
import { ThreadPoolExecutor } from './thread-pool-executor.ts';

/**
 * Does work in threads, each an interpreter of its own: a V8 context with the language's globals and the entries of `shared`, and with nothing
 * of Node. What work throws comes as the cause of an `ExecutionFailedError`.
 *
 * It keeps state apart; it is no security boundary: give it no code that you do not trust.
 *
 * @see Python `concurrent.futures.InterpreterPoolExecutor`
 */
export class InterpreterPoolExecutor extends ThreadPoolExecutor {
  override get kind(): 'interpreter' {
    return 'interpreter';
  }

  constructor(options: InterpreterPoolOptions = {}) {
    const className = 'InterpreterPoolExecutor';
    const { shared = {}, ...rest } = checkOptions(options, className);
    if (typeof shared !== 'object' || shared === null) throw new TypeError(`shared must be an object, got ${kindOf(shared)}`);
    super(rest, { workers: interpreterKind({ ...shared }, rest.resourceLimits), className });
  }
}
