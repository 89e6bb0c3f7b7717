import type { Adaptation } from './adaptation.ts';
import type { Trace } from './trace.ts';

const COPIED = 'what cannot be copied fails with a NotShareableError, which names it and where it is';
const NOT_BLOCKING =
  'result and exception do not wait: before it is done they throw an InvalidStateError, and who wants to wait awaits the future';

/** What a future tells in each state, when asked for `end` once it is finished. */
function told(end: readonly number[] | null): Trace {
  return [
    ['pending', { error: 'InvalidStateError' }],
    ['running', { error: 'InvalidStateError' }],
    ['cancelled', { error: 'CancelledError' }],
    ['failed', { error: 'ValueError' }],
    ['finished', end],
  ];
}

const REFUSED_CALLBACKS: Trace = ['call soon', 'call soon threadsafe', 'call later', 'call at'].map((event) => [
  event,
  { error: 'TypeError' },
]);

/** Those of pools of threads and processes. */
export const executorAdaptations: readonly Adaptation[] = [
  ...['executors/argument-error', 'executors/error-while-copied'].map(
    (name): Adaptation => ({
      name,
      reason: COPIED,
      trace: [
        ['work', { error: 'NotShareableError' }],
        ['then', null],
        ['shut down', null],
      ],
    }),
  ),
  {
    name: 'executors/argument-error-and-shutdown',
    reason: COPIED,
    trace: [
      ['before', 256],
      ['work', { error: 'NotShareableError' }],
    ],
  },
  {
    name: 'executors/exit',
    reason: 'there is no SystemExit: process.exit ends the worker, and with it the pool',
    trace: [
      ['work', { error: 'BrokenProcessPool' }],
      ['then', { error: 'BrokenProcessPool' }],
      ['shut down', null],
    ],
  },
  { name: 'executors/future-result', reason: NOT_BLOCKING, trace: told([42]) },
  { name: 'executors/future-exception', reason: NOT_BLOCKING, trace: told(null) },
  {
    name: 'executors/future-text',
    reason: 'of a future that is done the text says whether it failed, not with what',
    trace: [
      ['pending', 'pending'],
      ['running', 'running'],
      ['cancelled', 'cancelled'],
      ['failed', 'failed'],
      ['finished', 'finished'],
    ],
  },
  {
    name: 'executors/wait-for-cancelled',
    reason: 'cancelled work is done at once; in CPython when a worker comes to it',
    trace: [
      ['waited', ['cancelled', 'failed', 'finished'], ['running']],
      ['waited', ['cancelled', 'failed', 'finished', 'running'], []],
    ],
  },
  {
    name: 'executors/debug-refuses-coroutines',
    reason:
      'callbacks refuse a coroutine here too; to an executor an async function is work as any other, whose result is what it resolves to',
    trace: [...REFUSED_CALLBACKS, ['run in executor', null], ...REFUSED_CALLBACKS, ['run in executor', { error: 'TypeError' }]],
  },
];
