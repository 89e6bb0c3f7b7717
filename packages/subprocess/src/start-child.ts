import type { ProtocolFactory, SubprocessProtocol, SubprocessTransport } from '@tsyncio/core';
import { type LoopState, refuseClosed } from '@tsyncio/core/area';
import { checkProtocol } from './check-options.ts';
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
): Promise<readonly [SubprocessTransport, P]> {
  const { pipes } = processCallsOf(state);
  const protocol = checkProtocol(factory());
  // Once more, as the factory may have closed the loop.
  refuseClosed(state);
  const transport = open(state, connector, plan, new StdioPipes(state, pipes, plan), protocol);
  try {
    await transport.opened;
  } catch (error) {
    transport.close();
    await transport.exited();
    throw error;
  }
  return [transport, protocol];
}

function open(state: LoopState, connector: PipeConnector, plan: ChildPlan, streams: StdioPipes, protocol: SubprocessProtocol): Transport {
  try {
    const child = spawnChild(state, plan, streams);
    streams.closeChildEnds();
    const transport = new Transport({ state, child, protocol, argv: plan.argv, piped: streams.piped });
    connectPipes(state, connector, streams, transport);
    return transport;
  } catch (error) {
    streams.closeAll();
    throw error;
  }
}
