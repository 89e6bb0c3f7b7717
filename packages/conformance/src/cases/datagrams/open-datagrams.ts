import type { Address, DatagramEndpointOptions, DatagramProtocol, DatagramTransport, InetAddress } from '@tsyncio/core';
import type { TransportStage } from '../transports/open-transports.ts';
import { EventLog, type Reactions } from '../transports/recorder.ts';

/** What a protocol of datagrams does besides tracing what it was told. */
export interface DatagramReactions extends Omit<Reactions, 'made' | 'data' | 'eof'> {
  made?(transport: DatagramTransport): void;
  datagram?(data: Buffer, address: Address): void;
  error?(error: Error): void;
}

/** A protocol of datagrams that traces what it is told, but not where from. */
export class DatagramRecorder extends EventLog<DatagramTransport, DatagramReactions> implements DatagramProtocol {
  /** Where the last datagram came from. */
  from: Address | undefined = undefined;

  connectionMade(transport: DatagramTransport): void {
    this.transport = transport;
    this.note('made');
    this.on.made?.(transport);
  }

  datagramReceived(data: Buffer, address: Address): void {
    this.from = address;
    this.bytes += data.length;
    this.note('data', data);
    this.on.datagram?.(data, address);
  }

  errorReceived(error: Error): void {
    this.note('error', error);
    this.on.error?.(error);
  }

  pauseWriting(): void {
    this.note('pause');
    this.on.pause?.();
  }

  resumeWriting(): void {
    this.note('resume');
    this.on.resume?.();
  }

  connectionLost(error: Error | null): void {
    this.note('lost', error);
    this.on.lost?.(error);
  }
}

export interface Endpoint {
  readonly transport: DatagramTransport;
  readonly protocol: DatagramRecorder;
  /** Its own address. */
  readonly address: InetAddress;
}

/** An endpoint on 127.0.0.1 unless other options are given. Its transport is aborted when the case ends. */
export async function openEndpoint(
  net: TransportStage,
  name: string,
  on: DatagramReactions = {},
  options: DatagramEndpointOptions = { localAddr: { host: '127.0.0.1', port: 0 } },
): Promise<Endpoint> {
  const protocol = net.keep(new DatagramRecorder(net.loop, name, net.trace, on));
  const [transport] = await net.loop.createDatagramEndpoint(() => protocol, options);
  return { transport, protocol, address: transport.getExtraInfo('sockname') as InetAddress };
}
