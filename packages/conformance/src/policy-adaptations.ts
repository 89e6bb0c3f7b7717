import type { Adaptation } from './adaptation.ts';

/** Those of policies and of Runner. */
export const policyAdaptations: readonly Adaptation[] = [
  {
    name: 'runners/closed-unused',
    reason: 'a closed runner is closed, whether it was used or not; in asyncio one that was not used can be used after close',
    trace: [
      ['made', 0],
      ['run', { error: 'RuntimeError' }],
    ],
  },
  {
    name: 'runners/other-loop-set',
    reason: 'a runner forgets its own loop only: another one that was made the current one meanwhile stays',
    trace: [
      ['outside', true],
      ['after', true],
    ],
  },
];
