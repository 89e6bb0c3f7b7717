import fc from 'fast-check';

export type ContextStep =
  | { do: 'set'; variable: number }
  /** Set it, do the steps, and set it back by the token. */
  | { do: 'setFor'; variable: number; steps: ContextStep[] }
  | { do: 'sleep'; delay: number }
  | { do: 'task'; kind: 'async function' | 'generator'; steps: ContextStep[]; eager: boolean; wait: boolean }
  /** A coroutine within the same task. */
  | { do: 'part'; steps: ContextStep[] }
  | { do: 'callSoon' | 'callLater' | 'addDoneCallback' | 'copyContext' | 'bind'; steps: ContextStep[] };

const variable = fc.nat({ max: 1 });

const leaf: fc.Arbitrary<ContextStep> = fc.oneof(
  { withCrossShrink: true },
  fc.record({ do: fc.constant('set' as const), variable }),
  fc.record({ do: fc.constant('sleep' as const), delay: fc.constantFrom(0, 1, 2) }),
);

export const contextPrograms: fc.Arbitrary<ContextStep[]> = fc.letrec<{ steps: ContextStep[]; step: ContextStep }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 5, size: 'max' }),
  step: fc.oneof(
    { maxDepth: 3, depthSize: 'max', withCrossShrink: true },
    { arbitrary: leaf, weight: 4 },
    { arbitrary: fc.record({ do: fc.constant('setFor' as const), variable, steps: tie('steps') }), weight: 1 },
    {
      arbitrary: fc.record({
        do: fc.constant('task' as const),
        kind: fc.constantFrom('async function' as const, 'generator' as const),
        steps: tie('steps'),
        eager: fc.boolean(),
        wait: fc.boolean(),
      }),
      weight: 2,
    },
    { arbitrary: fc.record({ do: fc.constant('part' as const), steps: tie('steps') }), weight: 1 },
    {
      arbitrary: fc.record({
        do: fc.constantFrom('callSoon' as const, 'callLater' as const, 'addDoneCallback' as const, 'copyContext' as const, 'bind' as const),
        steps: tie('steps'),
      }),
      weight: 3,
    },
  ),
})).steps;
