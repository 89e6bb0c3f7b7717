import type { Loop, SignalApi } from '@tsyncio/core';
import type { Case, Stage } from '../../case.ts';

/** What a subject gives for the need 'signals'. With 'one process' all its loops have the signals of one process. */
export interface SignalAbility {
  /** Send the signal to this process: it has arrived when this returns. */
  send(loop: Loop, signal: NodeJS.Signals): void;
  /** The signal's number. */
  numberOf(signal: NodeJS.Signals): number;
}

/** What a subject gives for the need 'other processes'. */
export interface OutsideAbility {
  /** Have another process send the signal to this one; the answer is done once that has ended. */
  send(signal: NodeJS.Signals): Promise<void>;
}

/** What a subject gives for the need 'dispositions'. */
export interface DispositionAbility {
  /** What the signal does to this process. */
  of(signal: NodeJS.Signals): 'default' | 'ignored' | 'caught';
}

export type SignalLoop = Loop & SignalApi;

/** What the body of a case on signals gets. */
export interface SignalStage extends Pick<Stage, 'core' | 'trace' | 'attempt'> {
  readonly loop: SignalLoop;
  newLoop(): SignalLoop;
  send(signal: NodeJS.Signals): void;
  sendFromOutside(signal: NodeJS.Signals): Promise<void>;
  numberOf(signal: NodeJS.Signals): number;
  disposition(signal: NodeJS.Signals): string;
  /** Run for so many turns. */
  passTurns(loop?: SignalLoop, turns?: number): Promise<void>;
  /** Run until something stops the loop, for three seconds at most. */
  runUntilStopped(): Promise<void>;
}

/** `body` with a loop of its own. */
export function withSignals(body: (at: SignalStage) => void | Promise<void>): Case['run'] {
  return (stage) => {
    const loop = stage.newLoop<SignalApi>();
    const ability = stage.ability<SignalAbility>('signals');
    return body({
      core: stage.core,
      trace: stage.trace,
      attempt: stage.attempt,
      loop,
      newLoop: () => stage.newLoop<SignalApi>(),
      send: (signal) => ability.send(loop, signal),
      sendFromOutside: (signal) => stage.ability<OutsideAbility>('other processes').send(signal),
      numberOf: ability.numberOf,
      disposition: (signal) => stage.ability<DispositionAbility>('dispositions').of(signal),
      passTurns: (one = loop, turns = 20) => passTurns(one, turns),
      runUntilStopped: () => runUntilStopped(loop, stage.trace),
    });
  };
}

async function passTurns(loop: SignalLoop, turns: number): Promise<void> {
  const turn = (left: number): void => {
    if (left === 0) loop.stop();
    else loop.callSoon(turn, left - 1);
  };
  loop.callSoon(turn, turns);
  await loop.runForever();
}

async function runUntilStopped(loop: SignalLoop, trace: Stage['trace']): Promise<void> {
  const late = loop.callLater(3000, loop.stop);
  await loop.runForever();
  trace('in time', loop.time() < late.when());
  late.cancel();
}
