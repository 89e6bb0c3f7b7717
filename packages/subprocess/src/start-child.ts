import type { ProtocolFactory, SubprocessProtocol, SubprocessTransport } from '@tsyncio/core';
import { captureCell, checkProtocol, enqueue, LoopHandle, type LoopState, type Pipes, refuseClosed } from '@tsyncio/core/area';
import { checkOpen } from './check-open.ts';
import type { ChildStreams } from './child-streams.ts';
import { connectPipes, type PipeConnector } from './connect-pipes.ts';
import { type ChildPlan, processCallsOf, spawnChild } from './spawn-child.ts';
import { StdioPipes } from './stdio-pipes.ts';
import { SubprocessTransport as Transport } from './subprocess-transport.ts';

/**
 * Start a child and connect to it; resolves after `connectionMade`. Whoever gives up before gets neither child nor pipes: it is killed, and its
 * end waited for.
 */
export async function startChild<P extends SubprocessProtocol>(
  state: LoopState,
  connector: PipeConnector,
  factory: ProtocolFactory<P>,
  plan: ChildPlan,
  openStreams: (pipes: Pipes) => ChildStreams = (pipes) => new StdioPipes(state, pipes, plan),
): Promise<readonly [SubprocessTransport, P]> {
  const { pipes } = processCallsOf(state);
  const protocol = checkProtocol(factory());
  // Once more, as the factory may have closed the loop.
  refuseClosed(state);
  for (const fd of plan.keep) checkOpen(pipes, fd, 'passFds');
  const transport = open(state, connector, plan, openStreams(pipes), protocol);
  try {
    await transport.opened;
  } catch (error) {
    transport.close();
    await transport.exited();
    throw error;
  }
  return [transport, protocol];
}

function open(state: LoopState, connector: PipeConnector, plan: ChildPlan, streams: ChildStreams, protocol: SubprocessProtocol): Transport {
  try {
    const child = spawnChild(state, plan, streams);
    streams.closeChildEnds();
    const { argv, newSession, processGroup, controllingTerminal = false } = plan;
    const leads = { group: newSession || processGroup === 0, terminal: controllingTerminal };
    const transport = new Transport({ state, child, protocol, argv, streams, leads });
    // In a callback, which belongs to no task: a cancellation of the caller's must reach it here, and not while it connects a pipe.
    const connect = (): void => connectPipes(state, connector, streams, transport);
    enqueue(state, new LoopHandle(state, captureCell(state), connect, []));
    return transport;
  } catch (error) {
    streams.closeAll();
    throw error;
  }
}
