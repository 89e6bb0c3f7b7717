import type { Protocol, Socket, Transport } from '@tsyncio/core';
import { socketpair } from '@tsyncio/sockets';
import { type TestLoop, until } from './with-loop.ts';

/** A protocol that notes what it is told: made, data, eof, pause, resume, lost. */
export class Recorder implements Protocol {
  readonly events: string[] = [];
  readonly received: Buffer[] = [];
  transport: Transport | null = null;
  /** What eofReceived answers. */
  keepOpen = false;
  /** Called after each event was noted, with its name. */
  on: (event: string) => void = () => {};
  error: Error | null = null;

  connectionMade(transport: Transport): void {
    this.transport = transport;
    this.#note('made');
  }

  dataReceived(data: Buffer): void {
    this.received.push(data);
    this.#note('data');
  }

  eofReceived(): boolean {
    this.#note('eof');
    return this.keepOpen;
  }

  pauseWriting(): void {
    this.#note('pause');
  }

  resumeWriting(): void {
    this.#note('resume');
  }

  connectionLost(error: Error | null): void {
    this.error = error;
    this.#note(`lost ${error === null ? null : ((error as { code?: string }).code ?? error.message)}`);
  }

  get bytes(): number {
    return this.received.reduce((sum, { length }) => sum + length, 0);
  }

  get text(): string {
    return String(Buffer.concat(this.received));
  }

  /** The events, with data that came in several pieces as one. */
  get order(): string[] {
    return this.events.filter((event, index) => event !== 'data' || this.events[index - 1] !== 'data');
  }

  get lost(): boolean {
    return this.events.some((event) => event.startsWith('lost'));
  }

  #note(event: string): void {
    this.events.push(event);
    this.on(event.split(' ')[0] as string);
  }
}

/** One side as a transport with a recorder, the other as a bare socket. */
export interface Side {
  readonly transport: Transport;
  readonly protocol: Recorder;
  readonly peer: Socket;
}

export async function openSide(loop: TestLoop, protocol: Recorder = new Recorder()): Promise<Side> {
  const [sock, peer] = socketpair();
  const [transport] = await loop.createConnection(() => protocol, { sock });
  return { transport, protocol, peer };
}

/** A pair of connected transports. */
export async function openPair(
  loop: TestLoop,
  left: Recorder = new Recorder(),
  right: Recorder = new Recorder(),
): Promise<readonly [Recorder & { transport: Transport }, Recorder & { transport: Transport }]> {
  const [one, other] = socketpair();
  await loop.createConnection(() => left, { sock: one });
  await loop.createConnection(() => right, { sock: other });
  return [left, right] as never;
}

/** Close what is still open and wait until every protocol was told. */
export async function finish(...sides: readonly (Side | (Recorder & { transport: Transport | null }))[]): Promise<void> {
  for (const side of sides) {
    if ('peer' in side) side.peer.close();
    side.transport?.abort();
  }
  await until(() => sides.every((side) => ('peer' in side ? side.protocol.lost : side.lost)));
}

/** Read everything that is there now. */
export function readNow(sock: Socket): Buffer {
  const parts: Buffer[] = [];
  for (;;) {
    try {
      const part = sock.recv(1 << 20);
      if (part.length === 0) return Buffer.concat(parts);
      parts.push(part);
    } catch (error) {
      if ((error as { code?: string }).code === 'EAGAIN') return Buffer.concat(parts);
      throw error;
    }
  }
}

/** Read on in turns to come until `total` bytes or the end arrived. */
export async function readAll(loop: TestLoop, sock: Socket, total: number = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let size = 0; size < total; ) {
    const part = await loop.sockRecv(sock, 1 << 20);
    if (part.length === 0) break;
    parts.push(part);
    size += part.length;
  }
  return Buffer.concat(parts);
}
