import { nativeKernel } from '@tsyncio/native';
import { describe, expect, test } from 'vitest';
import { simulatedKernel } from '../../src/index.ts';
import { World } from '../world.ts';

/** A small program of socket calls, and what it saw. */
export type Scenario = (world: World) => unknown;

/** Each scenario must see the same on the simulated kernel as on Linux. */
export function compare(topic: string, scenarios: Readonly<Record<string, Scenario>>): void {
  describe.skipIf(process.platform !== 'linux')(`${topic}: the same as on Linux (skipped elsewhere)`, () => {
    test.each(Object.entries(scenarios))('%s', (_title, scenario) => {
      expect(run(simulatedKernel(), scenario)).toEqual(run(nativeKernel(), scenario));
    });
  });
}

function run(kernel: ConstructorParameters<typeof World>[0], scenario: Scenario): unknown {
  const world = new World(kernel);
  try {
    return scenario(world);
  } finally {
    world.closeAll();
    kernel.close();
  }
}
