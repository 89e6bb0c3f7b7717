import type { Transport } from '@tsyncio/core';
import type { TransportStage } from '../transports/open-transports.ts';
import type { Counter } from '../transports/recorder.ts';

export const CONTENT: Buffer = Buffer.from('0123456789'.repeat(40_000));

/** A transport, and the protocol at its other end, which keeps what comes. */
export async function connected(
  net: TransportStage,
): Promise<{ transport: Transport; protocol: Counter; peer: Counter; received: Buffer[] }> {
  const received: Buffer[] = [];
  const peer = net.counter('peer', { data: (data) => void received.push(data) });
  const protocol = net.counter('sender');
  peer.muted = true;
  const [sock, other] = net.pair();
  await net.loop.createConnection(() => peer, { sock: other });
  const [transport] = await net.loop.createConnection(() => protocol, { sock });
  return { transport, protocol, peer, received };
}
