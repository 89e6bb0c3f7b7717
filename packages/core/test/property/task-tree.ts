import fc from 'fast-check';

/** What one task does, as one of the two kinds of coroutine. */
export interface Body {
  kind: 'async function' | 'generator';
  steps: Step[];
}

export type Step =
  | { do: 'sleep'; delay: number }
  /** Wait for a promise that is nothing to the loop. */
  | { do: 'foreign'; delay: number }
  /** Wait for one of the futures that all tasks share. */
  | { do: 'wait'; future: number }
  | { do: 'child'; body: Body; then: 'await' | 'shield' | 'leave'; eager: boolean }
  /** Start them all, then wait for them. */
  | { do: 'children'; bodies: Body[] }
  /** Coroutines within the same task: an async function runs them side by side, a generator one after another. */
  | { do: 'parts'; parts: Step[][] }
  | { do: 'try'; steps: Step[]; swallow: Swallow; last: Step[] }
  | { do: 'throw' | 'cancelSelf' | 'uncancel' }
  /** Cancel one of the tasks made so far. */
  | { do: 'cancel'; task: number };

/** What a `catch` keeps to itself. */
export type Swallow = 'nothing' | 'cancellation' | 'cancellation, with uncancel' | 'everything';

export interface TaskTree {
  root: Body;
  /** From outside: which task, and when. */
  cancellations: { at: number; task: number }[];
}

const pick = fc.nat({ max: 20 });
const delay = fc.constantFrom(0, 1, 2, 3);

const leaves: Record<'sleep' | 'foreign' | 'wait' | 'throw' | 'cancelSelf' | 'uncancel' | 'cancel', fc.Arbitrary<Step>> = {
  sleep: fc.record({ do: fc.constant('sleep' as const), delay }),
  foreign: fc.record({ do: fc.constant('foreign' as const), delay }),
  wait: fc.record({ do: fc.constant('wait' as const), future: pick }),
  throw: fc.constant({ do: 'throw' }),
  cancelSelf: fc.constant({ do: 'cancelSelf' }),
  uncancel: fc.constant({ do: 'uncancel' }),
  cancel: fc.record({ do: fc.constant('cancel' as const), task: pick }),
};

export interface Choice {
  kinds: Body['kind'][];
  leaves: (keyof typeof leaves)[];
  swallow: Swallow[];
  /** How many steps a `finally` may have. */
  last: number;
  /** How many cancellations there may be from outside. */
  cancellations: number;
}

/** Trees of what was chosen; every leaf is as likely as it is often in `leaves`. */
export function taskTrees(choice: Choice): fc.Arbitrary<TaskTree> {
  const leaf = fc.oneof({ withCrossShrink: true }, ...choice.leaves.map((name) => leaves[name]));
  const { body } = fc.letrec<{ body: Body; steps: Step[]; step: Step }>((tie) => ({
    body: fc.record({ kind: fc.constantFrom(...choice.kinds), steps: tie('steps') }),
    steps: fc.array(tie('step'), { minLength: 1, maxLength: 5, size: 'max' }),
    step: fc.oneof(
      { maxDepth: 3, depthSize: 'max', withCrossShrink: true },
      { arbitrary: leaf, weight: 5 },
      {
        arbitrary: fc.record({
          do: fc.constant('child' as const),
          body: tie('body'),
          then: fc.constantFrom('await' as const, 'shield' as const, 'leave' as const),
          eager: fc.boolean(),
        }),
        weight: 3,
      },
      { arbitrary: fc.record({ do: fc.constant('children' as const), bodies: fc.array(tie('body'), { maxLength: 3 }) }), weight: 2 },
      { arbitrary: fc.record({ do: fc.constant('parts' as const), parts: fc.array(tie('steps'), { maxLength: 3 }) }), weight: 1 },
      {
        arbitrary: fc.record({
          do: fc.constant('try' as const),
          steps: tie('steps'),
          swallow: fc.constantFrom(...choice.swallow),
          last: fc.array(leaf, { maxLength: choice.last }),
        }),
        weight: 2,
      },
    ),
  }));
  const cancellation = fc.record({ at: fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 9), task: pick });
  return fc.record({ root: body, cancellations: fc.array(cancellation, { maxLength: choice.cancellations }) });
}
