import type { Loop } from '../interfaces/loop.ts';
import { checkLoop } from '../loop/check-loop.ts';
import { type OptionNames, ownOptions } from '../own-options.ts';

interface WithLoop {
  loop?: Loop | undefined;
}

const NAMES: OptionNames<WithLoop> = { loop: true };

/** The loop that `options` name, if any. @throws {TypeError} when it is none. */
export function givenLoop(options: WithLoop | undefined, method: string): Loop | undefined {
  if (options === undefined) return undefined;
  const { loop } = ownOptions(options, method, NAMES);
  if (loop === undefined || loop === null) return undefined;
  checkLoop(loop, `the option loop of ${method} must be a loop`);
  return loop;
}
