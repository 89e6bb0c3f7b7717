import { join } from 'node:path';
import { pathOfTool } from '../../../../test-support/needs-tool.ts';
import { type Child, outputOf, packageFolder, startChild } from '../child.ts';
import type { Described } from './peers.ts';
import type { Place } from './places.ts';

/** One of the scripts of this folder. */
export function startPython(script: string, ...args: readonly (string | number | Place)[]): Child {
  const texts = args.map((arg) => (typeof arg === 'object' ? JSON.stringify(arg) : String(arg)));
  // Without -B it would leave what it compiled in this folder.
  return startChild(pathOfTool('python3'), ['-B', join(packageFolder, 'test/interop', script), ...texts]);
}

/** Where a script listens that was told to listen at a place. */
export async function placeOf(python: Child): Promise<Place> {
  const [, place = ''] = await python.printed(/^listening (.*)\n/m);
  return JSON.parse(place);
}

/** What scripts say at their end; each says some of it. */
export interface Said {
  readonly sent: Described;
  readonly received: Described;
  readonly same?: boolean;
  readonly receivedWhenEnded?: number;
  readonly version?: string;
}

/** The line of JSON at the end of a script's output. */
export async function saidBy<S = Said>(python: Child): Promise<S> {
  const output = await outputOf(python);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}
