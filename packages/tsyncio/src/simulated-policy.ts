import { ownOptions } from '@tsyncio/core/area';
import { DefaultEventLoopPolicy } from '@tsyncio/policies';
import { type SimulationOptions, simulatedKernel, simulatedNetwork } from '@tsyncio/simulation';
import { createEventLoop } from './create-event-loop.ts';
import type { EventLoop } from './event-loop.ts';

/**
 * Loops in one simulated world: virtual time that jumps when nothing is ready, and sockets in memory. Code that gets its loop from the policy
 * runs in it unchanged, and the same seed repeats the same run.
 *
 * All loops of one policy share clock and network, as the loops of one process do.
 *
 * @throws {TypeError} or {@link RangeError} naming the option that is wrong.
 */
export function simulatedPolicy(given: SimulationOptions = {}): DefaultEventLoopPolicy<EventLoop> {
  // A copy: what is changed in them afterwards does not change the policy.
  const options = ownOptions(given, 'simulatedPolicy');
  const world = options.network === undefined ? withNetwork(options) : options;
  const kernel = () => simulatedKernel(world);
  // What is wrong with the options is said here, and not when the first loop is made.
  kernel().close();
  return new DefaultEventLoopPolicy(() => createEventLoop({ kernel: kernel() }));
}

function withNetwork({ start, ...choices }: SimulationOptions): SimulationOptions {
  return { ...choices, network: simulatedNetwork(start === undefined ? {} : { start }) };
}
