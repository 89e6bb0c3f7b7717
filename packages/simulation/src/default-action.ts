import { constants } from 'node:os';

/** What a signal does to a process that says nothing else. */
export type DefaultAction = 'end' | 'stop' | 'continue' | 'ignore';

const { SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH } = constants.signals;
const others = new Map<number, DefaultAction>([
  [SIGCHLD, 'ignore'],
  [SIGURG, 'ignore'],
  [SIGWINCH, 'ignore'],
  [SIGCONT, 'continue'],
  [SIGSTOP, 'stop'],
  [SIGTSTP, 'stop'],
  [SIGTTIN, 'stop'],
  [SIGTTOU, 'stop'],
]);

export function defaultAction(signo: number): DefaultAction {
  return others.get(signo) ?? 'end';
}
