import type { Loop } from '../interfaces/loop.ts';
import { checkLoop } from '../loop/check-loop.ts';
import { ownOptions } from '../method-arguments.ts';

/** The loop that `options` name, if any. @throws {TypeError} when it is none. */
export function givenLoop(options: { loop?: Loop | undefined }, method: string): Loop | undefined {
  const { loop } = ownOptions(options, method);
  if (loop === undefined || loop === null) return undefined;
  checkLoop(loop, `the option loop of ${method} must be a loop`);
  return loop;
}
