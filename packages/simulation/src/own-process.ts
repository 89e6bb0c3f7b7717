import { constants } from 'node:os';
import type { DescriptorTable } from './descriptor-table.ts';
import type { OwnProcess } from './process-table.ts';
import type { SimulatedSignals } from './simulated-signals.ts';

const { SIGCHLD } = constants.signals;

/** This process, as simulated ones see it: they are its children, and leads the group and the session that they begin in. */
export function ownProcess(descriptors: DescriptorTable, signals: SimulatedSignals): OwnProcess {
  const { pid } = process;
  return {
    pid,
    group: pid,
    session: pid,
    cwd: process.cwd(),
    at: (fd) => descriptors.at(fd),
    raise: (signo) => {
      if (signo !== 0) signals.raise(signo);
    },
    onChildEnded: () => signals.raise(SIGCHLD),
  };
}
