import * as core from '@tsyncio/core';
import { executors } from '@tsyncio/executors';
import { nativeKernel, nativePollers, type PollerName } from '@tsyncio/native';
import { signals } from '@tsyncio/signals';
import { sockets } from '@tsyncio/sockets';
import { subprocess } from '@tsyncio/subprocess';
import { transports } from '@tsyncio/transports';
import type { Subject } from '../src/subject.ts';
import { files } from './files.ts';
import { ipv6 } from './ipv6.ts';
import { knowingNames, names } from './named-resolver.ts';
import { kernelPaths, systemPaths } from './paths.ts';
import { pipeMaker } from './pipe-maker.ts';
import { policies } from './policy-makers.ts';
import { pools } from './pool-makers.ts';
import { programAbilities } from './program-makers.ts';
import { interrupts, runners } from './runner-makers.ts';
import { signalAbilities } from './signal-makers.ts';
import { kernelWithPrograms, simulatedSignals } from './simulated-host.ts';
import { socketMakers } from './socket-makers.ts';

/** Core on Node's own clock, with executors alone: pools have no kernel. */
export const host: Subject = {
  name: 'host',
  core,
  abilities: { pools, executors: pools, policies, runners, interrupts },
  newLoop: () => core.createLoop([executors()]),
};

export const native: Subject = onNative('native');

/** The native kernel with each further poller that this platform has. */
export const nativeOthers: readonly Subject[] = nativePollers()
  .slice(1)
  .map((poller) => onNative(`native with ${poller}`, poller));

/** Virtual time, so without pools: what other threads and processes do takes real time. */
export const simulated: Subject = {
  name: 'simulated',
  core,
  abilities: {
    sockets: socketMakers,
    policies,
    runners,
    transports: names,
    datagrams: true,
    ipv6: true,
    paths: kernelPaths,
    pipes: pipeMaker,
    tls: true,
    signals: simulatedSignals,
    children: true,
  },
  newLoop: () => core.createLoop([sockets(), transports(), signals(), subprocess(), executors()], knowingNames(kernelWithPrograms())),
};

/** Everything that the cases are run on. */
export const subjects: readonly Subject[] = [simulated, host, native, ...nativeOthers];

function onNative(name: string, poller?: PollerName): Subject {
  return {
    name,
    core,
    abilities: {
      sockets: socketMakers,
      policies,
      runners,
      interrupts,
      files,
      transports: names,
      datagrams: true,
      ...ipv6,
      paths: systemPaths,
      pipes: pipeMaker,
      tls: true,
      'host sockets': true,
      executors: pools,
      ...signalAbilities,
      ...programAbilities,
    },
    newLoop: () => core.createLoop([sockets(), transports(), signals(), subprocess(), executors()], knowingNames(nativeKernel({ poller }))),
  };
}
