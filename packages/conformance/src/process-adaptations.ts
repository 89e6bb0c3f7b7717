import type { Adaptation } from './adaptation.ts';
import type { Trace } from './trace.ts';

const TYPES = 'what has the wrong type, and options that do not exist here, are refused with a TypeError: a RangeError is for numbers';

/** Lines of `refusal`, of errors without a code. */
function typeErrors(...events: readonly string[]): Trace {
  return events.map((event) => [event, { error: 'TypeError' }, null]);
}

const TEXT_OPTIONS = ['universal_newlines', 'bufsize', 'text', 'encoding', 'errors'];

/** Those of signals and child processes. */
export const processAdaptations: readonly Adaptation[] = [
  {
    name: 'signals/ignored-before',
    reason: 'without its handler a signal does what it did before; asyncio gives it the default of the system',
    trace: [['before', 'ignored'], ['pipe'], ['after', 'ignored']],
  },
  {
    name: 'subprocess/options-of-text',
    reason: TYPES,
    trace: [
      ...typeErrors(...TEXT_OPTIONS.flatMap((name) => [`exec ${name}`, `shell ${name}`]), 'exec shell', 'shell shell'),
      ['heard', Array.from({ length: 12 }, () => [])],
    ],
  },
  {
    name: 'subprocess/no-commands',
    reason: TYPES,
    trace: typeErrors('shell', 'shell', 'shell', 'exec', 'exec', 'exec', 'argument'),
  },
  {
    name: 'subprocess/nul-characters',
    reason: 'text that the system cannot be given is refused with a TypeError, as Node does',
    trace: typeErrors('program', 'argument', 'command', 'environment', 'name', 'folder'),
  },
  {
    name: 'subprocess/no-stdio',
    reason: TYPES,
    trace: [...typeErrors('text', 'object'), ['closed descriptor', { error: 'OSError' }, 'EBADF']],
  },
];
