import { availableParallelism } from 'node:os';
import { kindOf, type OptionNames } from '@tsyncio/core/area';
import { BrokenProcessPoolError } from './errors.ts';
import { checkOptions, POOL_OPTIONS, poolSettings } from './pool/check-options.ts';
import { PoolExecutor, poolOf } from './pool/pool-executor.ts';
import { WorkerPool } from './pool/worker-pool.ts';
import type { ProcessPoolOptions } from './pool-options.ts';
import { processKind } from './processes/process-kind.ts';
import type { ProcessLink } from './processes/process-link.ts';
import { workerExecArgv } from './processes/worker-exec-argv.ts';

let made = 0;
const OPTIONS: OptionNames<ProcessPoolOptions> = { ...POOL_OPTIONS, mainModule: true, env: true, execArgv: true };

/**
 * Does work in processes, as many as the processor has cores unless `maxWorkers` is given. A crash of a worker does not harm this process.
 *
 * @see Python `concurrent.futures.ProcessPoolExecutor`
 */
export class ProcessPoolExecutor extends PoolExecutor {
  get kind(): 'process' {
    return 'process';
  }

  constructor(options: ProcessPoolOptions = {}) {
    const checked = checkOptions(options, 'ProcessPoolExecutor', OPTIONS);
    const { env, execArgv } = checked;
    if (execArgv !== undefined && !Array.isArray(execArgv)) throw new TypeError(`execArgv must be an array, got ${kindOf(execArgv)}`);
    if (env !== undefined && (typeof env !== 'object' || env === null)) throw new TypeError(`env must be an object, got ${kindOf(env)}`);
    const kind = processKind({ env, execArgv: execArgv ?? workerExecArgv(process.execArgv) });
    super(new WorkerPool(kind, poolSettings(checked, `ProcessPoolExecutor-${made++}`, availableParallelism())));
  }

  /** Cancel what waits, and end the workers by SIGTERM: what they have fails with `BrokenProcessPoolError`. The pool takes no more work. */
  terminateWorkers(): void {
    endWorkers(this, 'SIGTERM');
  }

  /** As `terminateWorkers`, by SIGKILL. */
  killWorkers(): void {
    endWorkers(this, 'SIGKILL');
  }
}

function endWorkers(executor: ProcessPoolExecutor, signal: 'SIGTERM' | 'SIGKILL'): void {
  const cause = Object.assign(new Error(`the workers of ${executor.name} were sent ${signal}`), { exitCode: null, signal });
  const reason = new BrokenProcessPoolError(`the workers of ${executor.name} were ended while work was running or pending`, { cause });
  poolOf(executor)?.endWorkers(reason, (worker) => {
    worker.keepAlive(true);
    (worker.link as ProcessLink).kill(signal);
  });
}
