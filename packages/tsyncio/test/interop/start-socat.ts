import { pathOfTool } from '../../../../test-support/needs-tool.ts';
import { type Child, type ChildOptions, startChild } from '../child.ts';

/** socat between addresses of its own. It says on its standard error where it listens, and goes on for 10 seconds once one side ended. */
export function startSocat(args: readonly string[], options?: ChildOptions): Child {
  return startChild(pathOfTool('socat'), ['-d', '-d', '-t', '10', ...args], options);
}
