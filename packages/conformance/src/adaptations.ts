import type { Adaptation } from './adaptation.ts';
import { executorAdaptations } from './executor-adaptations.ts';
import { netAdaptations } from './net-adaptations.ts';
import { policyAdaptations } from './policy-adaptations.ts';
import { processAdaptations } from './process-adaptations.ts';

export const adaptations: readonly Adaptation[] = [
  {
    name: 'context/variable-without-value',
    reason: 'a context variable without a value is a ReferenceError, as any variable of JavaScript: it has no LookupError',
    trace: [
      ['get', { error: 'ReferenceError' }],
      ['in a context', { error: 'ReferenceError' }],
    ],
  },
  {
    name: 'context/token-used-twice',
    reason: 'reset throws a RangeError, whatever is wrong with the token',
    trace: [
      ['again', { error: 'ValueError' }],
      ['kept', 2],
    ],
  },
  {
    name: 'context/run-in-itself',
    reason: 'no context is closed to others while it runs: an async function stays in it across its waits, and others run in it meanwhile',
    trace: [
      ['in itself', 'entered twice'],
      ['afterwards', 'entered'],
    ],
  },
  {
    name: 'asyncgens/in-use',
    reason: 'an async generator of JavaScript queues what it is asked for: it is closed once the value that it is at work on is there',
    trace: [['number', 2], ['closed'], ['shut down']],
  },
  {
    name: 'loop/run-until-foreign-future',
    reason: 'a future of another loop is refused with a LoopError, ERR_FOREIGN_LOOP, wherever it is met',
    trace: [
      ['foreign', { error: 'RuntimeError' }],
      ['then', { future: 'pending' }, false],
    ],
  },
  {
    name: 'future/exception-refused',
    reason: 'JavaScript can throw anything, so a future can fail with anything',
    trace: [
      ['text', null],
      ['then', true],
    ],
  },
  {
    name: 'future/callback-refused',
    reason: 'what cannot be called is refused where it is given, as by callSoon, not reported when the future is done',
    trace: [
      ['add', { error: 'TypeError' }],
      ['then', { future: 'finished' }],
    ],
  },
  {
    name: 'future/shield-finished-by-hand-too-late',
    reason: 'a shield that is done is left alone; asyncio reports the InvalidStateError of its own callback',
    trace: [['ended', 'by hand', 'inside']],
  },
  {
    name: 'future/ensure-future-foreign',
    reason: 'a future of another loop is refused with a LoopError, ERR_FOREIGN_LOOP, wherever it is met',
    trace: [
      ['of no loop in particular', true],
      ['of another loop', { error: 'RuntimeError' }],
      ['then', { future: 'pending' }],
    ],
  },
  {
    name: 'future/wrap-future-refuses',
    reason: 'a wrong argument is a TypeError; asyncio has an assert statement there',
    trace: [
      ['plain object', { error: 'TypeError' }],
      ['number', { error: 'TypeError' }],
      ['nothing', { error: 'TypeError' }],
    ],
  },
  {
    name: 'task/result-is-a-future-async',
    reason: 'the promise of an async function follows what the function returns when that can be awaited; a generator can return a future',
    trace: [['the same', false, { future: 'finished' }]],
  },
  ...['task/cancel-message-asked-again', 'task/cancel-message-asked-again-async'].map((name) => ({
    name,
    reason: 'a cancelled task keeps the error that it ended with; asyncio gives it away with its message when it is asked for first',
    trace: [
      ['asked', { error: 'CancelledError' }, 'told'],
      ['asked', { error: 'CancelledError' }, 'told'],
      ['asked', { error: 'CancelledError' }, 'told'],
    ] as const,
  })),
  {
    name: 'task/eager-get-coro',
    reason: 'getCoro always gives the coroutine; asyncio has null for an eager task that was done in its first step, to save memory',
    trace: [
      ['done', { task: 'finished' }, true],
      ['waiting', { task: 'pending' }, true],
    ],
  },
  {
    name: 'sockets/closed-while-waited',
    reason: 'closing a socket fails the wait for it at once, with EBADF; in asyncio that wait never ends',
    trace: [
      ['over', true],
      ['ended', { error: 'OSError' }],
    ],
  },
  {
    name: 'sockets/blocking-in-debug-mode',
    reason: 'a socket of the wrong kind is refused with a TypeError: a RangeError is for numbers',
    trace: ['recv', 'recv into', 'sendall', 'connect', 'accept', 'recvfrom', 'recvfrom into', 'sendto'].map(
      (method) => [method, { error: 'TypeError' }] as const,
    ),
  },
  {
    name: 'sockets/sendfile-wrong-socket',
    reason: 'a socket of the wrong kind is refused with a TypeError: a RangeError is for numbers',
    trace: [
      ['datagrams', { error: 'TypeError' }],
      ['blocking', { error: 'TypeError' }],
      ['then read', 10_000],
    ],
  },
  {
    name: 'sockets/watches-no-other-thing',
    reason: 'what is neither a number nor a socket is refused with a TypeError, a number that is no descriptor with a RangeError',
    trace: [
      ['add reader', { error: 'TypeError' }],
      ['add writer', { error: 'TypeError' }],
      ['remove reader', { error: 'TypeError' }],
      ['remove writer', { error: 'TypeError' }],
      ['below zero', { error: 'ValueError' }],
    ],
  },
  {
    name: 'sockets/sendfile-cancelled',
    reason: 'a file stands behind what was sent however the sending ends; asyncio does not move it when a wait for the socket is cancelled',
    trace: [
      ['sending', false],
      ['cancelled', { error: 'CancelledError' }],
      ['watched', false],
      ['came', true, 'then read', true],
    ],
  },
  ...netAdaptations,
  ...processAdaptations,
  ...executorAdaptations,
  ...policyAdaptations,
];

export function adaptationOf(name: string, among: readonly Adaptation[] = adaptations): Adaptation | undefined {
  return among.find((adaptation) => adaptation.name === name);
}
