import { createLoop, type ExceptionContext } from '@tsyncio/core';
import { sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';
import { expect } from 'vitest';
import {
  type NetworkOptions,
  type SimulatedKernel,
  type SimulatedNetwork,
  type SimulationOptions,
  simulatedKernel,
  simulatedNetwork,
} from '../../src/index.ts';
import type { TestLoop } from '../simulation.ts';

export interface OnHost {
  readonly loop: TestLoop;
  readonly kernel: SimulatedKernel;
  readonly network: SimulatedNetwork;
}

type Main = (on: OnHost) => Promise<void>;

/**
 * Run a program on each host of a new network until all have ended. Afterwards no descriptor may be open on any of them that did not crash, and nothing may have
 * been reported.
 *
 * @returns how the run of each ended: `'done'`, or `'ERR_HOST_CRASHED'`.
 */
export async function onHosts(
  mains: Readonly<Record<string, Main>>,
  options: NetworkOptions = {},
  kernels: SimulationOptions = {},
): Promise<string[]> {
  const network = simulatedNetwork(options);
  const reports: ExceptionContext[] = [];
  const hosts = Object.entries(mains).map(([name, main]) => ({ ...onHost(network, name, reports, kernels), name, main }));
  const runs = hosts.map(async ({ loop, kernel, main }) => {
    await loop.runUntilComplete(async () => main({ loop, kernel, network }));
    return 'done';
  });
  const ends = await Promise.allSettled(runs);
  for (const { loop, kernel, name } of hosts) {
    loop.close();
    if (network.hosts.some((host) => host.name === name && host.isUp)) expect(kernel.openDescriptors(), name).toEqual([]);
  }
  expect(reports).toEqual([]);
  return ends.map((end) => (end.status === 'fulfilled' ? end.value : codeOf(end.reason)));
}

/** A loop on a host of a network. */
export function onHost(network: SimulatedNetwork, host: string, reports: ExceptionContext[] = [], options: SimulationOptions = {}): OnHost {
  const kernel = simulatedKernel({ ...options, network, host });
  const loop = createLoop([sockets(), transports()], kernel);
  loop.setExceptionHandler((_loop, context) => reports.push(context));
  return { loop, kernel, network };
}

// Anything else is a failure of the test.
function codeOf(error: unknown): string {
  const { code } = error as { code?: string };
  if (code !== 'ERR_HOST_CRASHED') throw error;
  return code;
}
