import {
  type FileLike,
  LoopError,
  SendfileNotAvailableError,
  type SendfileOptions,
  type SocketApi,
  type WriteTransport,
} from '@tsyncio/core';
import { checkSendfile, type FilePart, kindOf, type LoopState, refuseClosed, SentFile } from '@tsyncio/core/area';
import { isFileHolder } from '../base/file-hold.ts';
import { FileProtocol } from './file-protocol.ts';
import type { FileSending } from './file-sending.ts';
import { BlockSending } from './send-by-blocks.ts';
import { SystemSending } from './send-by-system.ts';

/** Implements {@link TransportApi.sendfile}. */
export async function sendfile(
  state: LoopState,
  sockSendfile: SocketApi['sockSendfile'],
  transport: WriteTransport,
  file: FileLike,
  options: SendfileOptions = {},
): Promise<number> {
  refuseClosed(state);
  const part = checkSendfile(file, options);
  checkTransport(transport);
  const source = new SentFile(file);
  const sending = isFileHolder(transport)
    ? new SystemSending(transport.holdForFile(), sockSendfile, part)
    : byBlocks(state, transport, source, part);
  try {
    await sending.send();
    return sending.bytesSent;
  } catch (error) {
    throw withProgress(error, sending.bytesSent);
  } finally {
    source.leaveAt(part.offset + sending.bytesSent, state.kernel.files);
  }
}

function byBlocks(state: LoopState, transport: WriteTransport, source: SentFile, part: FilePart): FileSending {
  if (part.fallback) return new BlockSending(state, transport, source, part);
  throw new SendfileNotAvailableError(`the system cannot send files over ${transport}: allow fallback to send it`);
}

function checkTransport(transport: WriteTransport): void {
  if (typeof transport !== 'object' || transport === null || typeof transport.isClosing !== 'function')
    throw new TypeError(`sendfile needs a transport, got ${kindOf(transport)}`);
  if (typeof transport.write !== 'function') throw refusal(`sendfile is not supported for ${transport}: it is no stream to write to`);
  if (transport.isClosing()) throw refusal(`cannot send a file, the transport is closing: ${transport}`);
  if (transport.getProtocol() instanceof FileProtocol)
    throw refusal(`a file is being sent already over ${transport}: wait for the promise of sendfile`);
}

function refusal(message: string): LoopError {
  return new LoopError('ERR_TRANSPORT_STATE', message);
}

/** How far it went is told with what ended it, a cancellation too. */
function withProgress(error: unknown, bytesSent: number): unknown {
  return error instanceof Error && Object.isExtensible(error) ? Object.assign(error, { bytesSent }) : error;
}
