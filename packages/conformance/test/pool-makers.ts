import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { asCompleted, ProcessPoolExecutor, ThreadPoolExecutor, wait } from '@tsyncio/executors';
import type { PoolAbility, Warning } from '../src/cases/executors/open-pools.ts';

/** What cases of pools need. Pools have no loop. */
export const pools: PoolAbility = {
  ThreadPoolExecutor,
  ProcessPoolExecutor,
  wait,
  asCompleted,
  processors: availableParallelism(),
  folder: () => {
    const path = realpathSync(mkdtempSync(join(tmpdir(), 'tsyncio-conformance-')));
    return {
      path,
      touch: (file) => writeFileSync(file, ''),
      lines: (file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []),
      close: () => rmSync(path, { recursive: true }),
    };
  },
  isAlive: (pid) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  },
  kill: (pid, signal) => void process.kill(pid, signal),
  onWarning: (listener) => {
    const listen = (warning: Warning): void => {
      if (warning.name === 'TsyncioWarning') listener(warning);
    };
    process.on('warning', listen);
    return () => void process.off('warning', listen);
  },
};
