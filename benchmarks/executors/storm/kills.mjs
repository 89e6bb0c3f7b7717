// Ways for a worker to die in the middle of its work.
import { childrenOf } from './leftovers.mjs';

const EXIT_CODE = 7;
const patience = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves once `future` runs, or is done. */
async function running(future) {
  while (!future.running() && !future.done()) await patience(1);
}

/** What nobody catches ends a thread, which can tell of it, or a process, whose exit code is left. */
const uncaught = { thread: 'nobody catches this', process: 'exit code 1' };

/** Each is given `{ kind, submit, random }`, and gives what its own future has to fail with, if it has one. */
const ways = {
  exit: ({ submit }) => ({ future: submit('exitsWith', EXIT_CODE), says: String(EXIT_CODE) }),
  uncaught: ({ kind, submit }) => ({ future: submit('throwsLater', uncaught.thread), says: uncaught[kind] }),
  signal: ({ submit }) => ({ future: submit('signalsItself', 'SIGTERM'), says: 'SIGTERM' }),
  /** From outside: whatever the worker does then. */
  sigkill: ({ random }) => {
    const children = childrenOf();
    if (children.length > 0) process.kill(children[random.between(0, children.length - 1)], 'SIGKILL');
    return { killed: children.length > 0 };
  },
  /** Work that never ends is stopped, and its worker with it. */
  force: ({ submit }) => {
    const future = submit('neverEnds');
    const cancelled = running(future).then(() => future.cancel({ force: true }));
    return { future, cancelled };
  },
};

/** Those that a worker of this kind can die of. `force` breaks no pool. */
export const waysFor = (kind, heals) => {
  const all = kind === 'process' ? ['exit', 'uncaught', 'signal', 'sigkill', 'sigkill'] : ['exit', 'uncaught'];
  return heals ? [...all, 'force'] : all;
};

export const kill = (way, context) => ({ way, ...ways[way](context) });
