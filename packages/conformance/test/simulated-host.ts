import { constants } from 'node:os';
import type { Loop } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { type Child, type SimulatedHost, type SimulatedKernel, simulatedKernel } from '@tsyncio/simulation';
import type { SignalAbility } from '../src/cases/signals/open-signals.ts';

/** A simulated kernel with the programs that cases of child processes run. */
export function kernelWithPrograms(): SimulatedKernel {
  const kernel = simulatedKernel({ seed: 1 });
  kernel.program('cat', cat);
  kernel.program('sleep', (child) => child.sleep(Number(child.argv[1]) * 1000));
  kernel.program('true', () => 0);
  return kernel;
}

async function cat({ stdin, stdout }: Child): Promise<void> {
  for await (const data of stdin) await stdout.write(data);
}

/** The ability 'signals' of loops whose signals are simulated. */
export const simulatedSignals: SignalAbility = {
  send: (loop, signal) => void hostOf(loop).raise(signal),
  numberOf: (signal) => constants.signals[signal],
};

function hostOf(loop: Loop): SimulatedHost {
  return stateOf(loop).kernel as unknown as SimulatedHost;
}
