import type { Adaptation } from './adaptation.ts';

const NO_POLICY_IN_CORE =
  'core knows of no policy: outside of loops the loop is given, as in { loop: getEventLoop() }, and without it there is a LoopError';

/** Those of policies and of Runner. */
export const policyAdaptations: readonly Adaptation[] = [
  {
    name: 'policies/wrap-future-outside',
    reason: NO_POLICY_IN_CORE,
    trace: [
      ['given', true],
      ['set', { error: 'RuntimeError' }],
    ],
  },
  {
    name: 'policies/ensure-future-outside',
    reason: NO_POLICY_IN_CORE,
    trace: [
      ['given', { task: 'finished' }, true, 'result'],
      ['none', { error: 'RuntimeError' }],
      ['inside', true, 'result'],
      ['given', true, 'result'],
      ['set', { error: 'RuntimeError' }],
    ],
  },
];
