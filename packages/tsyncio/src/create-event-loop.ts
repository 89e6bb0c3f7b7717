import { createLoop, type Kernel } from '@tsyncio/core';
import { type OptionNames, ownOptions } from '@tsyncio/core/area';
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

const OPTIONS: OptionNames<EventLoopOptions> = { kernel: true, debug: true };

/**
 * A loop with the standard areas. It never asks the policy.
 *
 * @throws {TypeError} when the kernel is none, or serves another loop already.
 */
export function createEventLoop(options: EventLoopOptions = {}): EventLoop {
  const { kernel = standardKernel(), debug } = ownOptions(options, 'a loop', OPTIONS);
  const loop: EventLoop = createLoop([sockets(), transports(), signals(), subprocess(), executors()], kernel);
  if (debug !== undefined) loop.setDebug(debug);
  return loop;
}
