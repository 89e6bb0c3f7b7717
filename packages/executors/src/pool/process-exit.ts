/** Things to end at once when the process exits. */
const atExit = new Set<() => void>();
let exiting = false;
let listening = false;

// One listener for all pools: many would look like a leak.
function listen(): void {
  if (listening) return;
  listening = true;
  process.once('exit', () => {
    exiting = true;
    for (const end of atExit) end();
  });
}

/** Whether the process calls its last listeners: no work is done any more. */
export function isExiting(): boolean {
  listen();
  return exiting;
}

/** Have `end` called at exit. @returns a function that takes it back. */
export function onExit(end: () => void): () => void {
  listen();
  atExit.add(end);
  return () => atExit.delete(end);
}
