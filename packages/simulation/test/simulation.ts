import { type AnySocketApi, createLoop, type ExceptionContext, type Loop, type SocketApi, type TransportApi } from '@tsyncio/core';
import { sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';
import { expect } from 'vitest';
import { type SimulatedKernel, type SimulationOptions, simulatedKernel } from '../src/index.ts';

export type TestLoop = Loop & AnySocketApi & SocketApi & TransportApi;

/** Run a test body on a loop in a world of its own. Afterwards no descriptor may be open, and nothing may have been reported. */
export async function simulate(
  body: (loop: TestLoop, kernel: SimulatedKernel) => Promise<void>,
  options: SimulationOptions = { seed: 1 },
): Promise<void> {
  const kernel = simulatedKernel(options);
  const loop = createLoop([sockets(), transports()], kernel);
  const reports: ExceptionContext[] = [];
  loop.setExceptionHandler((_loop, context) => reports.push(context));
  await loop.runUntilComplete(async () => body(loop, kernel));
  loop.close();
  expect(reports).toEqual([]);
  expect(kernel.openDescriptors()).toEqual([]);
}

/** One turn of Node's own loop. */
export function hostTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
