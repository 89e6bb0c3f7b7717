import { createLoop, type Loop } from '@tsyncio/core';
import type { Poller } from '../../src/interfaces/kernel/poller.ts';
import type { Turns } from '../../src/interfaces/kernel/turns.ts';
import { stateOf } from '../../src/loop/loop-state.ts';
import { LoopHandle } from '../../src/queue/loop-handle.ts';
import { virtualKernel } from '../virtual-kernel.ts';
import type { Machine } from './machine.ts';

/** A loop in virtual time, with its turns counted: it looks at the kernel once at the beginning of each. */
export function realMachine(run: 'runForever' | 'runForeverSync'): Machine {
  const virtual = virtualKernel();
  let turn = 0;
  const count = (): void => {
    turn++;
  };
  const loop = createLoop([], { ...virtual, turns: observed(virtual.turns, count), poller: quietPoller });
  lookInEveryTurn(loop);
  const { time, callSoon, callSoonThreadsafe, callLater, callAt, createFuture, stop } = loop;
  const machine: Machine = {
    ...{ time, callSoon, callSoonThreadsafe, callLater, callAt, createFuture, stop },
    get turn() {
      return turn;
    },
    advance: virtual.advance,
    run: loop[run],
    onError: () => {},
  };
  loop.setExceptionHandler((_loop, { exception }) => machine.onError(exception));
  return machine;
}

const quietPoller: Poller = { events: new Int32Array(2), register: () => 0, modify: () => 0, unregister: () => 0 };

function observed(turns: Turns, onLook: () => void): Turns {
  const look = <T>(answer: T): T => {
    onLook();
    return answer;
  };
  return {
    attach: (begin) => turns.attach((events) => begin(look(events))),
    poll: () => look(0),
    pollSync: (deadline) => look(turns.pollSync(deadline)),
    start: () => turns.start(),
    stop: () => turns.stop(),
    arm: (deadline) => turns.arm(deadline),
    wake: () => turns.wake(),
  };
}

/** While no descriptor is watched, a loop looks only when it sleeps. */
function lookInEveryTurn(loop: Loop): void {
  const state = stateOf(loop);
  state.readiness.setReader(0, new LoopHandle(state, state.baseCell, () => {}, []));
}
