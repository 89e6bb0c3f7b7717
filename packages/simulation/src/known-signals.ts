import { constants } from 'node:os';
import { signalNumber } from '@tsyncio/core/area';

const { SIGKILL, SIGSTOP } = constants.signals;

/** Whether a process may have a handler for it. */
export function isCatchable(signo: number): boolean {
  return isSignal(signo) && signo !== SIGKILL && signo !== SIGSTOP;
}

export function isSignal(signo: number): boolean {
  try {
    return signalNumber(signo) === signo;
  } catch {
    return false;
  }
}
