import type { Files, Kernel, Pipes, Poller, Processes, Resolver, Signals, SocketCalls, SocketPaths } from '@tsyncio/core/area';
import { type OptionNames, ownOptions } from '@tsyncio/core/area';
import { checkHostName } from './check-network.ts';
import { type ChoiceOptions, choicesOf } from './choices.ts';
import { DescriptorTable } from './descriptor-table.ts';
import type { FakeHost } from './fake-host.ts';
import { FakeNetwork, simulatedNetwork } from './fake-network.ts';
import { FakeSelector } from './fake-selector.ts';
import type { Home } from './fake-socket.ts';
import { HostCrashedError } from './host-crashed-error.ts';
import { OwnStreams } from './own-streams.ts';
import { simulatedFiles } from './simulated-files.ts';
import { type SimulatedHost, simulatedHost } from './simulated-host.ts';
import type { SimulatedNetwork } from './simulated-network.ts';
import { simulatedPipes } from './simulated-pipes.ts';
import { simulatedResolver } from './simulated-resolver.ts';
import { simulatedSockets } from './simulated-sockets.ts';
import { SimulatedTurns } from './simulated-turns.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface SimulationOptions extends ChoiceOptions {
  /** Where the clock begins, in milliseconds; 0 unless given. */
  readonly start?: number;
  /** A world shared with other kernels; one of its own unless given. */
  readonly network?: SimulatedNetwork;
  /** The host of the network that the kernel belongs to, by name; added if it is not there. Unless given, one that has only its loopback. */
  readonly host?: string;
  /** How many descriptors may be open at once; more are refused with EMFILE. Unlimited unless given. */
  readonly descriptorLimit?: number;
  /** The first SO_SNDBUF and SO_RCVBUF of a socket, in bytes; 65536 unless given. */
  readonly bufferSize?: number;
}

export interface SimulatedKernel extends Kernel, SimulatedHost {
  readonly clock: VirtualClock;
  readonly poller: Poller;
  readonly sockets: SocketCalls;
  readonly files: Files;
  readonly resolver: Resolver;
  readonly pipes: Pipes;
  /** Of the host: kernels that share one see the same paths. */
  readonly paths: SocketPaths;
  readonly signals: Signals;
  readonly processes: Processes;
  /** The descriptors that are open, each in words: what is left at the end of a test is a leak. */
  openDescriptors(): readonly string[];
}

const DEFAULT_BUFFER = 65_536;
const OPTIONS: OptionNames<SimulationOptions> = {
  seed: true,
  order: true,
  fragment: true,
  childLag: true,
  start: true,
  network: true,
  host: true,
  descriptorLimit: true,
  bufferSize: true,
};

/**
 * A kernel in memory: virtual time, and sockets that no other process sees. For one loop.
 *
 * The clock stands still while anything is ready and jumps to the next deadline when nothing is. The same program with the same options
 * takes the same turns; another seed takes others.
 *
 * @throws {TypeError} or {@link RangeError} naming the option that is wrong.
 */
export function simulatedKernel(given: SimulationOptions = {}): SimulatedKernel {
  const options = ownOptions(given, 'simulatedKernel', OPTIONS);
  const choices = choicesOf(options);
  const network = networkOf(options);
  const { descriptorLimit = Number.POSITIVE_INFINITY, bufferSize = DEFAULT_BUFFER } = options;
  const host = hostOf(network, options);
  const home: Home = { network, host, choices, bufferSize: checkSize(bufferSize), descriptorLimit };
  const streams = new OwnStreams();
  const table = new DescriptorTable(descriptorLimit, streams);
  const selector = new FakeSelector(table, choices);
  const controlled = simulatedHost(home, table, streams);
  const turns = new SimulatedTurns(selector, network.timeline, controlled.processTable);
  const forget = host.onCrash(() => {
    controlled.processTable.close();
    table.closeAll();
    turns.crash(new HostCrashedError(host.name as string));
  });
  return {
    name: 'simulated',
    clock: network.clock,
    turns,
    poller: selector,
    sockets: simulatedSockets(home, table),
    files: simulatedFiles(table),
    resolver: simulatedResolver(network.clock, network.machines),
    pipes: simulatedPipes(table, choices),
    paths: host.unixNames,
    signals: controlled.signals,
    processes: controlled.processes,
    openDescriptors: () => table.describe(),
    ...controlled.controls,
    close: () => {
      selector.close();
      controlled.processes.close();
      controlled.signals.close();
      forget();
    },
  };
}

function hostOf({ unnamed, machines }: FakeNetwork, { host }: SimulationOptions): FakeHost {
  if (host === undefined) return unnamed;
  const machine = machines.find(checkHostName(host)) ?? machines.add(host);
  if (!machine.isUp) throw new TypeError(`the host '${machine.name}' has crashed: restart it first`);
  return machine.current;
}

function networkOf({ network, start }: SimulationOptions): FakeNetwork {
  if (network !== undefined && start !== undefined) throw new TypeError('start belongs to the network: give it to simulatedNetwork');
  const chosen = network ?? simulatedNetwork(start === undefined ? {} : { start });
  if (!(chosen instanceof FakeNetwork)) throw new TypeError('network must be made by simulatedNetwork');
  return chosen;
}

function checkSize(bufferSize: number): number {
  if (!Number.isInteger(bufferSize) || bufferSize < 1)
    throw new RangeError(`bufferSize must be a positive integer, got ${String(bufferSize)}`);
  return bufferSize;
}
