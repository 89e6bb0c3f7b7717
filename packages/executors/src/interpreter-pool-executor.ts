import { kindOf, type OptionNames } from '@tsyncio/core/area';
import { interpreterKind } from './interpreters/interpreter-kind.ts';
import { checkOptions, POOL_OPTIONS } from './pool/check-options.ts';
import type { InterpreterPoolOptions } from './pool-options.ts';
import { ThreadPoolExecutor } from './thread-pool-executor.ts';

const OPTIONS: OptionNames<InterpreterPoolOptions> = { ...POOL_OPTIONS, shared: true, threadNamePrefix: true, resourceLimits: true };

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
    const { shared = {}, ...rest } = checkOptions(options, className, OPTIONS);
    if (typeof shared !== 'object' || shared === null) throw new TypeError(`shared must be an object, got ${kindOf(shared)}`);
    super(rest, { workers: interpreterKind({ ...shared }, rest.resourceLimits), className });
  }
}
