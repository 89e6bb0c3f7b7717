/** Options that say what Node is to run, or that only one process can have: not for workers. With a value of their own in the next argument. */
const WITH_VALUE = new Set(['-e', '--eval', '-p', '--print', '-pe', '--input-type', '--inspect-port', '--debug-port', '--watch-path']);
const ALONE =
  /^(-i|--interactive|-c|--check|--watch|--watch-preserve-output|--test|--inspect(-brk|-wait)?(=.*)?|--(eval|print|input-type|inspect-port|debug-port|watch-path)=.*)$/;

/** Of the options with which Node was started, those for worker processes. */
export function workerExecArgv(options: readonly string[]): string[] {
  const kept: string[] = [];
  let skip = false;
  for (const option of options) {
    if (skip) skip = false;
    else if (WITH_VALUE.has(option)) skip = true;
    else if (!ALONE.test(option)) kept.push(option);
  }
  return kept;
}
