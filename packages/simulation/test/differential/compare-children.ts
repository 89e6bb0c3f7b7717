import { createLoop, type SubprocessOptions, type SubprocessTransport, sleep, type WriteTransport } from '@tsyncio/core';
import { nativeKernel } from '@tsyncio/native';
import { signals } from '@tsyncio/signals';
import { sockets } from '@tsyncio/sockets';
import { subprocess } from '@tsyncio/subprocess';
import { transports } from '@tsyncio/transports';
import { describe, expect, test } from 'vitest';
import { type Program, type SimulatedKernel, simulatedKernel } from '../../src/index.ts';
import { type ChildLoop, ChildNotes } from '../simulate-children.ts';

/** A child that was started, as both kernels have it. */
export class ComparedChild {
  readonly loop: ChildLoop;
  readonly notes: ChildNotes;

  constructor(loop: ChildLoop, notes: ChildNotes) {
    this.loop = loop;
    this.notes = notes;
  }

  get transport(): SubprocessTransport {
    return this.notes.transport;
  }

  get stdin(): WriteTransport {
    return this.transport.getPipeTransport(0) as WriteTransport;
  }

  /** Until it wrote that to its standard output. */
  async wrote(text: string): Promise<void> {
    while (!this.notes.text().includes(text)) await sleep(1);
  }

  /** All of it, in a form that does not depend on how fast who was. */
  async trace(): Promise<unknown> {
    const events = await this.notes.lost(this.loop);
    return {
      ends: [events[0], events.at(-1)],
      events: [...new Set(events)].sort(),
      out: this.notes.text(1),
      err: this.notes.text(2),
      returncode: this.transport.getReturncode(),
    };
  }
}

/** What to do with a child: a real one runs `script` in a shell, a simulated one the program that does the same. */
export interface ChildScenario {
  readonly script: string;
  readonly program: Program;
  readonly options?: SubprocessOptions;
  /** Further programs of the simulated kernel. */
  readonly prepare?: (kernel: SimulatedKernel) => void;
  readonly act?: (child: ComparedChild) => unknown;
}

/** Each scenario must be seen the same on the simulated kernel as on Linux. */
export function compareChildren(topic: string, scenarios: Readonly<Record<string, ChildScenario>>): void {
  describe.skipIf(process.platform !== 'linux')(`${topic}: the same as on Linux (skipped elsewhere)`, () => {
    test.each(Object.entries(scenarios))('%s', async (_title, scenario) => {
      const real = await run(scenario, null);
      for (const seed of [1, 2, 3]) expect(await run(scenario, simulatedKernel({ seed }))).toEqual(real);
    });
  });
}

async function run({ script, program, options, prepare, act }: ChildScenario, simulated: SimulatedKernel | null): Promise<unknown> {
  simulated?.program('/bin/sh', program);
  if (simulated !== null) prepare?.(simulated);
  const loop = createLoop([sockets(), transports(), subprocess(), signals()], simulated ?? nativeKernel());
  try {
    let seen: unknown;
    await loop.runUntilComplete(async () => {
      const [, notes] = await loop.subprocessExec(() => new ChildNotes(), ['/bin/sh', '-c', script], options);
      const child = new ComparedChild(loop, notes);
      const acted = await act?.(child);
      seen = [acted, await child.trace()];
    });
    return seen;
  } finally {
    loop.close();
  }
}
