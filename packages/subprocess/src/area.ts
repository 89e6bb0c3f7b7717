import type { Area, SubprocessApi, TransportApi } from '@tsyncio/core';
import { type Pipes, type Processes, type SocketKernel, stateOf } from '@tsyncio/core/area';
import { subprocessExec } from './subprocess-exec.ts';
import { subprocessShell } from './subprocess-shell.ts';

type Needs = Pick<TransportApi, 'connectReadPipe' | 'connectWritePipe'>;
type ProcessKernel = SocketKernel & { readonly pipes: Pipes; readonly processes: Processes };

/** Child processes whose pipes are transports. */
export function subprocess(): Area<'subprocess', SubprocessApi, Needs, ProcessKernel> {
  return {
    name: 'subprocess',
    needs: ['connectReadPipe', 'connectWritePipe'],
    install: (loop) => {
      const state = stateOf(loop);
      return {
        subprocessExec: (factory, argv, options) => subprocessExec(state, loop, factory, argv, options),
        subprocessShell: (factory, command, options) => subprocessShell(state, loop, factory, command, options),
      };
    },
  };
}
