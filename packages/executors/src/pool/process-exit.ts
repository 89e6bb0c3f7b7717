/** Things to end at once when the process exits. */
const atExit = new Set<() => void>();
let exiting = false;
let listening = false;

/**
 * Called when a pool is made, so that this comes before the program's own listeners of 'exit', which may submit. One listener for all pools: many
 * would look like a leak.
 */
export function listenToExit(): void {
  if (listening) return;
  listening = true;
  process.prependOnceListener('exit', () => {
    exiting = true;
    for (const end of atExit) end();
  });
}

/** Whether the process calls its last listeners: no work is done any more. */
export function isExiting(): boolean {
  return exiting;
}

/** Have `end` called at exit. @returns a function that takes it back. */
export function onExit(end: () => void): () => void {
  atExit.add(end);
  return () => atExit.delete(end);
}
