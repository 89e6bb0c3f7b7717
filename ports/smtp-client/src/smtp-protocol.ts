import type { Future, Protocol, TlsOptions, Transport } from 'tsyncio';
import { dataContent } from './data-content.ts';
import { FlowControl } from './flow-control.ts';
import { Lock } from './lock.ts';
import { ReplyReader } from './reply-reader.ts';
import { SmtpDataError, SmtpError, SmtpReadTimeoutError, SmtpResponseError, SmtpServerDisconnectedError } from './smtp-error.ts';
import type { SmtpLoop } from './smtp-loop.ts';
import type { SmtpResponse } from './smtp-response.ts';
import { SmtpStatus } from './smtp-status.ts';
import { type TimeLimit, waitWithin } from './time-limit.ts';
import { upgradeToTls } from './upgrade-to-tls.ts';
import { oneLine } from './wire-text.ts';

export interface StartTlsSettings {
  readonly ssl: TlsOptions;
  readonly serverHostname: string;
  readonly limit: TimeLimit;
}

/**
 * The protocol of one connection: commands out, one at a time, and their replies in.
 *
 *   executeCommand ── lock ──► write ──► #reply ◄── dataReceived, eofReceived, connectionLost
 *
 * There is always a future for the next reply, also before anybody waits for it: the greeting comes unasked, and so does the "421" of a server
 * that ends an idle connection. A reply to a command that was given up, because its time passed or its task was cancelled, is dropped when it
 * comes: the next command would take it for its own.
 */
export class SmtpProtocol implements Protocol {
  readonly #loop: SmtpLoop;
  readonly #onLost: () => void;
  readonly #flow: FlowControl;
  readonly #commands: Lock;
  readonly #reader: ReplyReader = new ReplyReader();
  #transport: Transport | null = null;
  #reply: Future<SmtpResponse>;
  #givenUp = 0;
  #overTls = false;

  /** `onLost` is called when the connection ends otherwise than by `close`. */
  constructor(loop: SmtpLoop, onLost: () => void = () => {}) {
    this.#loop = loop;
    this.#onLost = onLost;
    this.#flow = new FlowControl(loop);
    this.#commands = new Lock(loop);
    this.#reply = loop.createFuture();
  }

  get isConnected(): boolean {
    return this.#transport !== null && !this.#transport.isClosing();
  }

  get overTls(): boolean {
    return this.#overTls;
  }

  get transport(): Transport | null {
    return this.#transport;
  }

  connectionMade(transport: Transport): void {
    this.#transport = transport;
    this.#overTls = transport.getExtraInfo('sslcontext') !== undefined;
  }

  connectionLost(error: Error | null): void {
    this.#transport = null;
    this.#flow.lose();
    this.#failReply(new SmtpServerDisconnectedError('Connection lost', { cause: error ?? undefined }));
    if (error !== null) this.#onLost();
  }

  pauseWriting(): void {
    this.#flow.pauseWriting();
  }

  resumeWriting(): void {
    this.#flow.resumeWriting();
  }

  dataReceived(data: Buffer): void {
    this.#reader.feed(data);
    try {
      this.#takeReplies();
    } catch (error) {
      if (!this.#reply.done()) this.#reply.setException(error);
    }
  }

  eofReceived(): void {
    this.#failReply(new SmtpServerDisconnectedError('Unexpected EOF received'));
    this.#onLost();
  }

  /** Send a command and wait for its reply. Several calls at once take turns. */
  async executeCommand(words: readonly string[], limit: TimeLimit = null): Promise<SmtpResponse> {
    const line = oneLine(words.join(' '), 'a command');
    this.#connected('Server not connected');
    return await this.#commands.hold(async () => {
      this.#sendCommand(line);
      return await this.readResponse(limit);
    });
  }

  /**
   * Send a message. Ended before the server has answered, it closes the connection at once: a server that waits for the rest of a message would
   * take the next command for that.
   */
  async executeDataCommand(message: Uint8Array, limit: TimeLimit = null): Promise<SmtpResponse> {
    this.#connected('Server not connected');
    const content = dataContent(message);
    return await this.#commands.hold(async () => {
      this.#sendCommand('DATA');
      try {
        return await this.#sendContent(content, limit);
      } catch (error) {
        if (!(error instanceof SmtpResponseError) || error.response.code === SmtpStatus.invalidResponse) this.abort();
        throw error;
      }
    });
  }

  /** Ask for TLS, and speak it from then on. */
  async startTls({ ssl, serverHostname, limit }: StartTlsSettings): Promise<SmtpResponse> {
    if (this.#overTls) throw new SmtpError('Connection already using TLS');
    this.#connected('Server not connected');
    return await this.#commands.hold(async () => {
      this.#sendCommand('STARTTLS');
      const response = await this.readResponse(limit);
      if (response.code !== SmtpStatus.ready) throw new SmtpResponseError(response, 'the server refused STARTTLS');
      const plain = this.#connected('Connection lost');
      try {
        this.#transport = await upgradeToTls(this.#loop, plain, this, { ssl, serverHostname, limit });
      } catch (error) {
        this.abort();
        throw error;
      }
      this.#overTls = true;
      this.#forgetWhatCameInClear();
      return response;
    });
  }

  /** The reply to what was written last. */
  async readResponse(limit: TimeLimit = null): Promise<SmtpResponse> {
    const reply = this.#reply;
    try {
      return await waitWithin(reply, limit, () => new SmtpReadTimeoutError('Timed out waiting for server response'));
    } catch (error) {
      if (reply.cancelled() || error instanceof SmtpReadTimeoutError) this.#givenUp++;
      retrieve(reply);
      throw error;
    } finally {
      if (reply === this.#reply) this.#expectReply();
    }
  }

  /** What was written before goes out first. */
  close(): void {
    this.#transport?.close();
  }

  /** What was not sent yet is dropped. */
  abort(): void {
    this.#transport?.abort();
    this.#onLost();
  }

  async #sendContent(content: Uint8Array, limit: TimeLimit): Promise<SmtpResponse> {
    const start = await this.readResponse(limit);
    if (start.code !== SmtpStatus.startInput) throw new SmtpDataError(start, 'the server refused DATA');
    this.#write(content);
    const drained = this.#flow.whenDrained();
    if (drained !== null) await waitWithin(drained, limit, () => new SmtpReadTimeoutError('Timed out sending the message'));
    const response = await this.readResponse(limit);
    if (response.code !== SmtpStatus.completed) throw new SmtpDataError(response, 'the server refused the message');
    return response;
  }

  #connected(otherwise: string): Transport {
    const transport = this.#transport;
    if (transport === null || transport.isClosing()) throw new SmtpServerDisconnectedError(otherwise);
    return transport;
  }

  #write(data: string | Uint8Array): void {
    this.#connected('Connection lost').write(data);
  }

  /** A reply that came before the command, and tells nothing about the connection, was to none at all. */
  #sendCommand(line: string): void {
    if (isStale(this.#reply)) this.#expectReply();
    this.#write(`${line}\r\n`);
  }

  #takeReplies(): void {
    for (let reply = this.#reader.next(); reply !== null; reply = this.#reader.next()) {
      if (this.#givenUp > 0 && reply.code !== SmtpStatus.serviceUnavailable) {
        this.#givenUp--;
        continue;
      }
      if (!this.#reply.done()) this.#reply.setResult(reply);
    }
  }

  #failReply(error: Error): void {
    if (!this.#reply.done()) this.#reply.setException(error);
    retrieve(this.#reply);
  }

  #expectReply(): void {
    this.#reply = this.#loop.createFuture();
    if (this.#transport === null) this.#failReply(new SmtpServerDisconnectedError('Connection lost'));
  }

  /** Whoever sits between us and the server could have put it there. */
  #forgetWhatCameInClear(): void {
    this.#reader.clear();
    this.#givenUp = 0;
    retrieve(this.#reply);
    this.#expectReply();
  }
}

/** Nobody may be waiting for it any more: it is not an error then that somebody forgot. */
function retrieve(reply: Future<SmtpResponse>): void {
  if (reply.done() && !reply.cancelled()) reply.exception();
}

function isStale(reply: Future<SmtpResponse>): boolean {
  if (!reply.done() || reply.cancelled()) return false;
  const error = reply.exception();
  return error === null ? reply.result().code !== SmtpStatus.serviceUnavailable : error instanceof SmtpResponseError;
}
