/**
 * A kernel with virtual time and in-memory sockets, repeatable by its seed.
 *
 * @packageDocumentation
 */
export type { Child, ChildSpawnOptions } from './child.ts';
export type { ChildStream } from './child-stream.ts';
export type { ChoiceOptions } from './choices.ts';
export { DeadlockError } from './deadlock-error.ts';
export { simulatedNetwork } from './fake-network.ts';
export { HostCrashedError } from './host-crashed-error.ts';
export type { LinkOptions } from './network-path.ts';
export type { Pending } from './pending.ts';
export type { ExitCode, Program, ProgramOptions } from './programs.ts';
export type { SimulatedHost } from './simulated-host.ts';
export { type SimulatedKernel, type SimulationOptions, simulatedKernel } from './simulated-kernel.ts';
export type { DirectionOptions, HostNames, HostOptions, NetworkHost, NetworkOptions, SimulatedNetwork } from './simulated-network.ts';
export type { VirtualClock } from './virtual-clock.ts';
