import type { BufferedProtocol, ReadTransport } from '@tsyncio/core';
import { socketpair } from '@tsyncio/sockets';
import { expect, test } from 'vitest';
import { Ends } from './pipe-ends.ts';
import { openSide } from './recorder.ts';
import { turns, until, withLoop } from './with-loop.ts';

/** Closes its transport as it is asked for a buffer. */
class Closer implements BufferedProtocol {
  readonly events: string[] = [];
  #transport: ReadTransport | null = null;

  connectionMade(transport: ReadTransport): void {
    this.#transport = transport;
  }

  getBuffer(): Uint8Array {
    this.#transport?.close();
    return new Uint8Array(8);
  }

  bufferUpdated(): void {
    this.events.push('data');
  }

  eofReceived(): void {
    this.events.push('eof');
  }

  connectionLost(error: Error | null): void {
    this.events.push(`lost ${error}`);
  }
}

test('a protocol that closes the transport in getBuffer hears of no end of the stream', () =>
  withLoop(async (loop) => {
    const [onSocket, onPipe] = [new Closer(), new Closer()];
    const [sock, peer] = socketpair();
    await loop.createConnection(() => onSocket, { sock });
    const ends = new Ends(loop);
    const [reader, writer] = ends.open();
    await loop.connectReadPipe(() => onPipe, reader);
    peer.close();
    ends.close(writer);
    await until(() => onSocket.events.length > 0 && onPipe.events.length > 0);
    await turns(3);
    expect([onSocket.events, onPipe.events]).toEqual([['lost null'], ['lost null']]);
  }));

test('setProtocol refuses what is no protocol, and the old one stays', () =>
  withLoop(async (loop) => {
    const { transport, protocol, peer } = await openSide(loop);
    expect(() => transport.setProtocol(null as never)).toThrow(TypeError);
    peer.close();
    await until(() => protocol.lost);
    expect(protocol.events).toEqual(['made', 'eof', 'lost null']);
  }));
