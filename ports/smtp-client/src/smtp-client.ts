import type { ExtraInfo } from 'tsyncio';
import type { Credential } from './auth-encoding.ts';
import {
  type AddressOptions,
  type CommandOptions,
  data,
  expn,
  help,
  type MailboxOptions,
  mail,
  noop,
  quit,
  rcpt,
  rset,
  vrfy,
} from './commands.ts';
import { connect } from './connect.ts';
import { ehlo, helo } from './greet.ts';
import { type AuthMethod, authCramMd5, authLogin, authPlain, login, supportedAuthMethods } from './login.ts';
import { type SendOptions, type SendResult, sendmail } from './send-mail.ts';
import { type SendMessageOptions, sendMessage } from './send-message.ts';
import { Session } from './session.ts';
import { SmtpResponseError, SmtpServerDisconnectedError, SmtpTimeoutError } from './smtp-error.ts';
import { checkOptions, type SmtpOptions } from './smtp-options.ts';
import type { SmtpResponse } from './smtp-response.ts';
import { type StartTlsOptions, startTls } from './start-tls.ts';

/** What EHLO and HELO take. */
export interface GreetingOptions extends CommandOptions {
  /** What to call this host. */
  readonly hostname?: string | undefined;
}

/**
 * An SMTP client: one connection at a time, used by tasks of one tsyncio loop.
 *
 * Methods called by several tasks at once take turns. A command that is cancelled, or whose time passes, leaves the connection usable: its
 * reply is dropped when it comes. Only in the middle of a message or of a TLS handshake is the connection ended at once.
 *
 * ```ts
 * const client = new SmtpClient({ hostname: 'mail.example.com', port: 587, username: 'me', password });
 * await client.use(() => client.sendMessage('From: me@example.com\nTo: you@example.com\nSubject: Hello\n\nHow are you?'));
 * ```
 */
export class SmtpClient {
  // Private in fact, so that no inspection of a client shows its password.
  readonly #session: Session;

  /** The options are those of every `connect` that does not give others. */
  constructor(options: SmtpOptions = {}) {
    this.#session = new Session(checkOptions(options));
  }

  /** Whether there is a connection, as far as is known. */
  get isConnected(): boolean {
    return this.#session.isConnected;
  }

  /** The reply to EHLO; `null` without one. */
  get lastEhloResponse(): SmtpResponse | null {
    return this.#session.server.lastEhlo;
  }

  /** The reply to HELO; `null` without one. */
  get lastHeloResponse(): SmtpResponse | null {
    return this.#session.server.lastHelo;
  }

  /** Whether the server answered EHLO. */
  get supportsEsmtp(): boolean {
    return this.lastEhloResponse !== null;
  }

  /** The server's extensions, in lower case, with their parameters. */
  get esmtpExtensions(): ReadonlyMap<string, string> {
    return this.#session.server.extensions;
  }

  /** The methods of AUTH that the server offers. */
  get serverAuthMethods(): readonly string[] {
    return this.#session.server.authMethods;
  }

  /** Those of them that `login` can use, in the order in which it tries them. */
  get supportedAuthMethods(): readonly AuthMethod[] {
    return supportedAuthMethods(this.#session);
  }

  supportsExtension(extension: string): boolean {
    return this.#session.server.supports(extension);
  }

  /** Of the connection: `'peername'`, `'cipher'`, `'peercert'` … @throws {SmtpServerDisconnectedError} without one. */
  getTransportInfo<Key extends keyof ExtraInfo>(name: Key): ExtraInfo[Key] | undefined {
    return this.#session.protocol.transport?.getExtraInfo(name);
  }

  /**
   * Connect, and speak TLS and log in as the options say. Resolves with the server's greeting. While there is a connection, another `connect`
   * waits for its end.
   */
  connect(options: SmtpOptions = {}): Promise<SmtpResponse> {
    return connect(this.#session, options);
  }

  /** End the connection without telling the server. */
  close(): void {
    this.#session.close();
  }

  /**
   * Connect unless there is a connection, call `body`, and quit, whatever comes of it. After a lost connection or a time limit there is no
   * QUIT.
   *
   * @see Python `async with`
   */
  async use<T>(body: (client: SmtpClient) => PromiseLike<T>): Promise<T> {
    if (!this.isConnected) await this.connect();
    try {
      const result = await body(this);
      await this[Symbol.asyncDispose]();
      return result;
    } catch (error) {
      if (isDisconnection(error)) this.close();
      else await this[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** QUIT, as far as the server can still be told. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (this.isConnected) await this.quit();
    } catch (error) {
      if (!isDisconnection(error) && !(error instanceof SmtpResponseError)) throw error;
    } finally {
      this.close();
    }
  }

  ehlo({ hostname, timeout }: GreetingOptions = {}): Promise<SmtpResponse> {
    return ehlo(this.#session, hostname, timeout);
  }

  helo({ hostname, timeout }: GreetingOptions = {}): Promise<SmtpResponse> {
    return helo(this.#session, hostname, timeout);
  }

  /** Speak TLS from here on. What the server said before is forgotten. */
  startTls(options: StartTlsOptions = {}): Promise<SmtpResponse> {
    return startTls(this.#session, options);
  }

  /** Log in by the best method that both sides know. */
  login(username: Credential, password: Credential, { timeout }: CommandOptions = {}): Promise<SmtpResponse> {
    return login(this.#session, username, password, timeout);
  }

  authCramMd5(username: Credential, password: Credential, { timeout }: CommandOptions = {}): Promise<SmtpResponse> {
    return authCramMd5(this.#session, username, password, timeout);
  }

  authPlain(username: Credential, password: Credential, { timeout }: CommandOptions = {}): Promise<SmtpResponse> {
    return authPlain(this.#session, username, password, timeout);
  }

  authLogin(username: Credential, password: Credential, { timeout }: CommandOptions = {}): Promise<SmtpResponse> {
    return authLogin(this.#session, username, password, timeout);
  }

  noop({ timeout }: CommandOptions = {}): Promise<SmtpResponse> {
    return noop(this.#session, timeout);
  }

  /** Forget the sender and the recipients that MAIL and RCPT named. */
  rset({ timeout }: CommandOptions = {}): Promise<SmtpResponse> {
    return rset(this.#session, timeout);
  }

  help({ timeout }: CommandOptions = {}): Promise<string> {
    return help(this.#session, timeout);
  }

  /** Ask whether there is such a mailbox. Few servers tell. */
  vrfy(address: string, options: AddressOptions = {}): Promise<SmtpResponse> {
    return vrfy(this.#session, address, options);
  }

  /** Ask who is on a mailing list. Few servers tell. */
  expn(address: string, options: AddressOptions = {}): Promise<SmtpResponse> {
    return expn(this.#session, address, options);
  }

  /** Take leave of the server, and close the connection. */
  quit({ timeout }: CommandOptions = {}): Promise<SmtpResponse> {
    return quit(this.#session, timeout);
  }

  /** Begin a message. */
  mail(sender: string, options: MailboxOptions = {}): Promise<SmtpResponse> {
    return mail(this.#session, sender, options);
  }

  /** Name one recipient of the message that MAIL began. */
  rcpt(recipient: string, options: MailboxOptions = {}): Promise<SmtpResponse> {
    return rcpt(this.#session, recipient, options);
  }

  /** Send the message itself. A string must be ASCII. */
  data(message: string | Uint8Array, { timeout }: CommandOptions = {}): Promise<SmtpResponse> {
    return data(this.#session, message, timeout);
  }

  /**
   * Send a message as it is: MAIL, RCPT for each recipient, DATA. A string must be ASCII. It went out when this resolves, to all but the
   * recipients in `refused`.
   *
   * @throws {SmtpRecipientsRefusedError} when none was accepted.
   */
  sendmail(
    sender: string,
    recipients: string | readonly string[],
    message: string | Uint8Array,
    options: SendOptions = {},
  ): Promise<SendResult> {
    return sendmail(this.#session, sender, recipients, message, options);
  }

  /**
   * Send a message whose header names sender and recipients. Its Bcc fields are not sent; other characters than ASCII in the header are
   * encoded where the server lacks SMTPUTF8.
   */
  sendMessage(message: string | Uint8Array, options: SendMessageOptions = {}): Promise<SendResult> {
    return sendMessage(this.#session, message, options);
  }

  /** Send one command of your own, which must have one reply. */
  executeCommand(words: readonly string[], { timeout }: CommandOptions = {}): Promise<SmtpResponse> {
    return this.#session.execute(words, timeout);
  }
}

function isDisconnection(error: unknown): boolean {
  return error instanceof SmtpServerDisconnectedError || error instanceof SmtpTimeoutError;
}
