import { Runner, type RunnerOptions, run } from 'tsyncio';
import type { InterruptAbility, RunnerAbility } from '../src/cases/runners/open-runners.ts';
import { policies } from './policy-makers.ts';

/** What cases of runners need. The loops are those of the subject, which need not have every standard area. */
export const runners: RunnerAbility = {
  ...policies,
  Runner: Runner as unknown as RunnerAbility['Runner'],
  run: (main, options) => run(main, options as RunnerOptions),
};

/** SIGINT of this process. */
export const interrupts: InterruptAbility = {
  send: () => void process.kill(process.pid, 'SIGINT'),
  handle: (listener) => {
    process.on('SIGINT', listener);
    return () => void process.off('SIGINT', listener);
  },
  listeners: () => process.listenerCount('SIGINT'),
};
