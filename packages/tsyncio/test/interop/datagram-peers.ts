import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Address, DatagramEndpointOptions, DatagramTransport, Future } from 'tsyncio';
import { constants } from 'tsyncio';
import { newFolder } from '../temporary-folder.ts';
import type { Place } from './places.ts';

const end = 'end';

/** Keeps the datagrams it receives, and sends each back; one that says "end" closes it. */
export class DatagramEcho {
  readonly received: Buffer[] = [];
  readonly #lost: Future<void>;
  #transport: DatagramTransport | undefined;

  constructor(lost: Future<void>) {
    this.#lost = lost;
  }

  connectionMade(transport: DatagramTransport): void {
    this.#transport = transport;
  }

  datagramReceived(data: Buffer, address: Address): void {
    if (String(data) === end) return this.#transport?.close();
    this.received.push(data);
    this.#transport?.sendto(data, address);
  }

  connectionLost(error: Error | null): void {
    if (error) this.#lost.setException(error);
    else this.#lost.setResult();
  }
}

/** Sends datagrams of so many random bytes, each once the last came back; then says "end" and closes. */
export class DatagramAsk {
  readonly messages: readonly Buffer[];
  readonly received: Buffer[] = [];
  readonly #lost: Future<void>;
  #transport: DatagramTransport | undefined;

  constructor(sizes: readonly number[], lost: Future<void>) {
    this.messages = sizes.map((size) => randomBytes(size));
    this.#lost = lost;
  }

  connectionMade(transport: DatagramTransport): void {
    this.#transport = transport;
    this.#sendNext();
  }

  datagramReceived(data: Buffer): void {
    this.received.push(data);
    this.#sendNext();
  }

  errorReceived(error: Error): void {
    if (!this.#lost.done()) this.#lost.setException(error);
    this.#transport?.abort();
  }

  connectionLost(error: Error | null): void {
    if (this.#lost.done()) return;
    if (error) this.#lost.setException(error);
    else this.#lost.setResult();
  }

  #sendNext(): void {
    const message = this.messages[this.received.length];
    this.#transport?.sendto(message ?? end);
    if (!message) this.#transport?.close();
  }
}

export interface DatagramCarrier {
  readonly title: string;
  readonly place: () => Place;
  /** Where one who asks receives the answers: a Unix socket needs a name for that. */
  readonly answersTo: () => string | undefined;
}

const path = () => join(newFolder(), 'socket');

export const datagramCarriers: readonly DatagramCarrier[] = [
  { title: 'UDP', place: () => ({ port: 0 }), answersTo: () => undefined },
  { title: 'Unix datagram sockets', place: () => ({ path: path() }), answersTo: path },
];

const addressOf = ({ port = 0, path }: Place): Address => path ?? { host: '127.0.0.1', port };

/** How to receive at a place. */
export function boundTo(place: Place): DatagramEndpointOptions {
  return { localAddr: addressOf(place), ...(place.path !== undefined && { family: constants.AF_UNIX }) };
}

/** How to send to a place. */
export function sendingTo(place: Place, mine: string | undefined): DatagramEndpointOptions {
  return { remoteAddr: addressOf(place), ...(mine !== undefined && { localAddr: mine, family: constants.AF_UNIX }) };
}

/** Where an endpoint that was bound to a place really is. */
export function placeOfEndpoint(transport: DatagramTransport): Place {
  const name = transport.getExtraInfo('sockname');
  if (name === undefined) throw new Error('the endpoint has no name');
  return typeof name === 'string' ? { path: name } : { port: name.port };
}
