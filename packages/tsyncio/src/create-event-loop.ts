import { createLoop, type Kernel } from '@tsyncio/core';
import { executors } from '@tsyncio/executors';
import { signals } from '@tsyncio/signals';
import { sockets } from '@tsyncio/sockets';
import { subprocess } from '@tsyncio/subprocess';
import { transports } from '@tsyncio/transports';
import type { EventLoop } from './event-loop.ts';
import { standardKernel } from './standard-kernel.ts';

export interface EventLoopOptions {
  /** What lies under the loop; the native kernel unless given. */
  readonly kernel?: Kernel;
  /** Debug mode. */
  readonly debug?: boolean;
}

/** A loop with the standard areas. It never asks the policy. */
export function createEventLoop({ kernel = standardKernel(), debug }: EventLoopOptions = {}): EventLoop {
  const loop: EventLoop = createLoop([sockets(), transports(), signals(), subprocess(), executors()], kernel);
  if (debug !== undefined) loop.setDebug(debug);
  return loop;
}
