import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import type { DispositionAbility, OutsideAbility, SignalAbility } from '../src/cases/signals/open-signals.ts';

const STATUS = '/proc/self/status';

/** The ability 'signals' of loops whose signals are those of this process. */
const processSignals: SignalAbility = {
  send: (_loop, signal) => void process.kill(process.pid, signal),
  numberOf: (signal) => constants.signals[signal],
};

const outside: OutsideAbility = {
  send: (signal) =>
    new Promise((resolve, reject) => {
      const command = ['-c', `kill -${constants.signals[signal]} ${process.pid}`];
      execFile('/bin/sh', command, (error) => (error === null ? resolve() : reject(error)));
    }),
};

const dispositions: DispositionAbility = {
  of: (signal) => {
    const status = readFileSync(STATUS, 'utf8');
    const has = (mask: string): boolean => {
      const [, bits = '0'] = new RegExp(`^${mask}:\\s*(\\w+)$`, 'm').exec(status) ?? [];
      return ((BigInt(`0x${bits}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n;
    };
    if (has('SigCgt')) return 'caught';
    return has('SigIgn') ? 'ignored' : 'default';
  },
};

/** What cases of signals need besides, of subjects in a process of the system. */
export const signalAbilities: Readonly<Record<string, unknown>> = {
  signals: processSignals,
  'other processes': outside,
  'one process': true,
  ...(existsSync(STATUS) ? { dispositions } : {}),
};
