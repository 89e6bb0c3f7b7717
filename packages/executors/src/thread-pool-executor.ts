import type { ThreadExecutor } from '@tsyncio/core';
import { kindOf, type OptionNames } from '@tsyncio/core/area';
import { checkOptions, defaultThreads, POOL_OPTIONS, poolSettings } from './pool/check-options.ts';
import { PoolExecutor } from './pool/pool-executor.ts';
import type { WorkerKind } from './pool/worker-link.ts';
import { WorkerPool } from './pool/worker-pool.ts';
import type { ThreadPoolOptions } from './pool-options.ts';
import { threadKind } from './threads/thread-kind.ts';

let made = 0;
const OPTIONS: OptionNames<ThreadPoolOptions> = { ...POOL_OPTIONS, mainModule: true, threadNamePrefix: true, resourceLimits: true };

/** How a subclass says of what its workers are made. */
export interface WithKind {
  readonly workers: WorkerKind;
  readonly className: string;
}

/**
 * Does work in threads of this process. At most `maxWorkers` are made, as many as the processor has cores and 4 more unless given, 32 at most.
 *
 * @see Python `concurrent.futures.ThreadPoolExecutor`
 */
export class ThreadPoolExecutor extends PoolExecutor implements ThreadExecutor {
  get kind(): 'thread' | 'interpreter' {
    return 'thread';
  }

  constructor(options: ThreadPoolOptions = {}, { workers, className }: Partial<WithKind> = {}) {
    const checked = checkOptions(options, className ?? 'ThreadPoolExecutor', OPTIONS);
    const name = prefixOf(checked) ?? `${className ?? 'ThreadPoolExecutor'}-${made++}`;
    const { resourceLimits } = checked;
    if (resourceLimits !== undefined && (typeof resourceLimits !== 'object' || resourceLimits === null))
      throw new TypeError(`resourceLimits must be an object, got ${kindOf(resourceLimits)}`);
    const kind = workers ?? threadKind(resourceLimits);
    super(new WorkerPool(kind, poolSettings(checked, name, defaultThreads())));
  }
}

function prefixOf({ threadNamePrefix }: ThreadPoolOptions): string | null {
  if (threadNamePrefix === undefined || threadNamePrefix === '') return null;
  if (typeof threadNamePrefix !== 'string') throw new TypeError(`threadNamePrefix must be a string, got ${typeof threadNamePrefix}`);
  return threadNamePrefix;
}
