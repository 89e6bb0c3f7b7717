import fc from 'fast-check';

/** What a callback does, or the program itself between two runs. A number picks one of those made so far, 0 the latest. */
export type Command =
  | { do: 'callSoon' | 'callSoonThreadsafe'; body: Command[] }
  | { do: 'callLater'; delay: number; body: Command[] }
  | { do: 'callAt'; offset: number; body: Command[] }
  | { do: 'cancelHandle'; handle: number }
  | { do: 'createFuture' }
  | { do: 'setResult' | 'setException' | 'cancelFuture'; future: number }
  | { do: 'addDoneCallback'; future: number; body: Command[] }
  | { do: 'addOldCallback' | 'removeDoneCallback'; future: number; callback: number }
  | { do: 'takeTime'; milliseconds: number }
  | { do: 'stop' | 'throw' };

/** For each run, what is done before it. */
export type LoopProgram = Command[][];

// Few different ones, so that many are equal.
const milliseconds = fc.constantFrom(0, 1, 2, 2.5, 5, -1);
const pick = fc.nat({ max: 5 });
const futureCommand = fc.record({
  do: fc.constantFrom('setResult' as const, 'setException' as const, 'cancelFuture' as const),
  future: pick,
});
const callbackCommand = fc.record({
  do: fc.constantFrom('addOldCallback' as const, 'removeDoneCallback' as const),
  future: pick,
  callback: pick,
});

const leaf: fc.Arbitrary<Command> = fc.oneof(
  { withCrossShrink: true },
  { arbitrary: fc.constant<Command>({ do: 'createFuture' }), weight: 2 },
  { arbitrary: fc.record({ do: fc.constant('cancelHandle' as const), handle: pick }), weight: 3 },
  { arbitrary: futureCommand, weight: 3 },
  { arbitrary: callbackCommand, weight: 3 },
  { arbitrary: fc.record({ do: fc.constant('takeTime' as const), milliseconds: fc.constantFrom(1, 2, 3) }), weight: 1 },
  { arbitrary: fc.record({ do: fc.constantFrom('stop' as const, 'throw' as const) }), weight: 1 },
);

const { body } = fc.letrec<{ body: Command[]; command: Command }>((tie) => ({
  body: fc.array(tie('command'), { maxLength: 6 }),
  command: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { arbitrary: leaf, weight: 4 },
    { arbitrary: fc.record({ do: fc.constantFrom('callSoon' as const, 'callSoonThreadsafe' as const), body: tie('body') }), weight: 2 },
    { arbitrary: fc.record({ do: fc.constant('callLater' as const), delay: milliseconds, body: tie('body') }), weight: 2 },
    { arbitrary: fc.record({ do: fc.constant('callAt' as const), offset: milliseconds, body: tie('body') }), weight: 1 },
    { arbitrary: fc.record({ do: fc.constant('addDoneCallback' as const), future: pick, body: tie('body') }), weight: 3 },
  ),
}));

export const loopPrograms: fc.Arbitrary<LoopProgram> = fc.array(body, { minLength: 1, maxLength: 3 });
