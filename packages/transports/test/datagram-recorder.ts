import type { Address, DatagramEndpointOptions, DatagramProtocol, DatagramTransport, InetAddress, Socket } from '@tsyncio/core';
import { constants, socketpair } from '@tsyncio/sockets';
import { type TestLoop, until } from './with-loop.ts';

/** A protocol that notes what it is told: made, datagrams by their text, errors, pause, resume, lost. */
export class DatagramRecorder implements DatagramProtocol {
  readonly events: string[] = [];
  readonly received: [data: Buffer, address: Address][] = [];
  readonly errors: (Error & { code?: string })[] = [];
  transport: DatagramTransport | null = null;
  /** Called after each event was noted, with its name. */
  on: (event: string) => void = () => {};

  connectionMade(transport: DatagramTransport): void {
    this.transport = transport;
    this.#note('made');
  }

  datagramReceived(data: Buffer, address: Address): void {
    this.received.push([data, address]);
    this.#note('data');
  }

  errorReceived(error: Error & { code?: string }): void {
    this.errors.push(error);
    this.#note(`error ${error.code ?? error.message}`);
  }

  pauseWriting(): void {
    this.#note('pause');
  }

  resumeWriting(): void {
    this.#note('resume');
  }

  connectionLost(error: Error | null): void {
    this.#note(`lost ${error === null ? null : error.message}`);
  }

  get texts(): string[] {
    return this.received.map(([data]) => String(data));
  }

  get lost(): boolean {
    return this.events.some((event) => event.startsWith('lost'));
  }

  #note(event: string): void {
    this.events.push(event);
    this.on(event.split(' ')[0] as string);
  }
}

export interface Endpoint {
  readonly transport: DatagramTransport;
  readonly protocol: DatagramRecorder;
  readonly address: Address;
  readonly sock: Socket;
}

export async function openEndpoint(
  loop: TestLoop,
  options: DatagramEndpointOptions,
  protocol: DatagramRecorder = new DatagramRecorder(),
): Promise<Endpoint> {
  const [transport] = await loop.createDatagramEndpoint(() => protocol, options);
  const sock = transport.getExtraInfo('socket') as Socket;
  return { transport, protocol, address: transport.getExtraInfo('sockname') as Address, sock };
}

export interface PairedEndpoint extends Endpoint {
  readonly other: Socket;
}

/** An endpoint of which the bare other side is at hand. */
export async function openPaired(loop: TestLoop, protocol?: DatagramRecorder): Promise<PairedEndpoint> {
  const [sock, other] = socketpair(constants.AF_UNIX, constants.SOCK_DGRAM);
  return { ...(await openEndpoint(loop, { sock }, protocol)), other };
}

export const ANYWHERE: InetAddress = { host: '127.0.0.1', port: 0 };

/** Close them, and wait until each was told. */
export async function finishAll(...endpoints: readonly Endpoint[]): Promise<void> {
  for (const { transport } of endpoints) transport.abort();
  await until(() => endpoints.every(({ protocol }) => protocol.lost));
}
