// Who gives work to others: our three pools, the best-known pools of npm, and Python's.
import { fileURLToPath } from 'node:url';
import { findPython } from '../../lib/python.mjs';

const programOf = (file) => fileURLToPath(new URL(`../contenders/${file}`, import.meta.url));
const onNode =
  (file, ...more) =>
  (given) => [process.execPath, programOf(file), ...given, ...more];

function onPython(workers) {
  const { program, python } = findPython();
  return {
    name: `Python ${python}, ${workers === 'thread' ? 'threads' : 'processes'}`,
    command: (given) => [program, programOf('pools.py'), ...given, workers],
  };
}

const piscina = (atomics) => ({ workers: 'thread', name: `piscina, atomics ${atomics}`, command: onNode('piscina.mjs', atomics, '1') });

/** What its no-op costs does not depend on how a function with such a name came to the worker. */
const emptyWork = ['latency', 'gaps', 'hundred-1', 'hundred-2', 'thousands-1', 'thousands-2'];

/**
 * `command` is given a scenario, how much of it, how much to warm up with, and how many workers; `workers` are what they run in, and
 * `only` the scenarios that say something about this one beside its relatives.
 */
const known = {
  thread: { workers: 'thread', name: 'tsyncio, threads', command: onNode('tsyncio.mjs', 'thread', 'module') },
  'thread-function': {
    workers: 'thread',
    name: 'the same, a bare function',
    only: emptyWork,
    command: onNode('tsyncio.mjs', 'thread', 'function'),
  },
  interpreter: { workers: 'thread', name: 'tsyncio, interpreters', command: onNode('tsyncio.mjs', 'interpreter', 'function') },
  'piscina-sync': piscina('sync'),
  'piscina-async': piscina('async'),
  'piscina-disabled': piscina('disabled'),
  'piscina-ahead': {
    workers: 'thread',
    name: 'the same, 16 in a worker',
    only: emptyWork.filter((name) => name.includes('-')),
    command: onNode('piscina.mjs', 'disabled', '16'),
  },
  'tinypool-thread': { workers: 'thread', name: 'tinypool, threads', command: onNode('tinypool.mjs', 'worker_threads') },
  'workerpool-thread': { workers: 'thread', name: 'workerpool, threads', command: onNode('workerpool.mjs', 'thread') },
  'python-thread': { workers: 'thread', describe: () => onPython('thread') },
  process: { workers: 'process', name: 'tsyncio, processes', command: onNode('tsyncio.mjs', 'process', 'module') },
  'process-function': {
    workers: 'process',
    name: 'the same, a bare function',
    only: emptyWork,
    command: onNode('tsyncio.mjs', 'process', 'function'),
  },
  'tinypool-process': { workers: 'process', name: 'tinypool, processes', command: onNode('tinypool.mjs', 'child_process') },
  'workerpool-process': { workers: 'process', name: 'workerpool, processes', command: onNode('workerpool.mjs', 'process') },
  'python-process': { workers: 'process', describe: () => onPython('process') },
};

export const kinds = Object.keys(known);

export function describeContender(kind) {
  if (!Object.hasOwn(known, kind)) throw new Error(`--contenders wants some of ${kinds.join(', ')}, not "${kind}"`);
  const { describe, ...contender } = known[kind];
  return { kind, ...contender, ...describe?.() };
}
