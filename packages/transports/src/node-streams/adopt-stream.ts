import { Socket as NodeSocket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Loop, ProtocolFactory, StreamProtocol, Transport } from '@tsyncio/core';
import { checkCall, checkProtocol, kindOf, stateOf } from '@tsyncio/core/area';
import { startOpening } from '../base/start-opening.ts';
import { NodeStreamTransport } from './node-stream-transport.ts';
import { refuseBlockingRun } from './refuse-blocking-run.ts';
import { streamInfo } from './stream-info.ts';

/**
 * A transport and a protocol over any duplex stream of Node: a `net.Socket`, a `TLSSocket`, one of your own. What the stream has received
 * and nobody has read yet is the first to be delivered. The transport owns the stream from then on: nobody else may read, write or end it.
 *
 * Resolves after `connectionMade`; when it fails, the stream is destroyed.
 *
 * @throws {TypeError} unless it is a duplex stream of bytes; {@link LoopError} `ERR_SYNC_AWAIT` in a run that blocks.
 */
export async function adoptStream<P extends StreamProtocol>(
  loop: Loop,
  factory: ProtocolFactory<P>,
  stream: Duplex,
): Promise<readonly [Transport, P]> {
  const state = stateOf(loop);
  checkCall(state, factory, 'adoptStream');
  refuseBlockingRun(state, 'adoptStream');
  checkStream(stream);
  let transport: NodeStreamTransport | null = null;
  try {
    const protocol = checkProtocol(factory());
    // Otherwise Node ends our side itself when the other side ends.
    stream.allowHalfOpen = true;
    transport = new NodeStreamTransport({ state, stream, protocol, info: streamInfo(stream) });
    await startOpening(state, transport);
    return [transport, protocol];
  } catch (error) {
    if (transport === null) stream.destroy();
    else transport.abort();
    throw error;
  }
}

function checkStream(stream: Duplex): void {
  if (!(stream instanceof Duplex)) throw new TypeError(`adoptStream needs a duplex stream, got ${kindOf(stream)}`);
  const refused = whyNot(stream);
  if (refused !== null) throw new TypeError(`adoptStream needs an open duplex stream of bytes: this one ${refused}`);
}

function whyNot(stream: Duplex): string | null {
  if (stream.destroyed || stream.errored) return 'is destroyed';
  if (stream.writableEnded || !stream.writable) return 'cannot be written';
  if (stream.readableObjectMode || stream.writableObjectMode) return 'is in object mode';
  if (stream.readableEncoding !== null) return 'gives strings, after setEncoding()';
  if (stream instanceof NodeSocket && stream.connecting) return "is still connecting: wait for its 'connect' event";
  return null;
}
