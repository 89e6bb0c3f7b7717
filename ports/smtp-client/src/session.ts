import { localHostname } from './local-hostname.ts';
import { Lock } from './lock.ts';
import { ServerFeatures } from './server-features.ts';
import { SmtpServerDisconnectedError } from './smtp-error.ts';
import type { SmtpLoop } from './smtp-loop.ts';
import { type SmtpOptions, timeoutOf } from './smtp-options.ts';
import type { SmtpProtocol } from './smtp-protocol.ts';
import type { SmtpResponse } from './smtp-response.ts';
import { SmtpStatus } from './smtp-status.ts';
import type { TimeLimit } from './time-limit.ts';

/** The right to the one connection of a session. */
export interface Reservation {
  readonly release: () => void;
}

/** What a client and its commands share: the settings, the connection, and what is known of the server. */
export class Session {
  settings: SmtpOptions;
  readonly server: ServerFeatures = new ServerFeatures();
  /** Whether a message was left in the middle of its MAIL and RCPT. */
  envelopeOpen = false;
  #protocol: SmtpProtocol | null = null;
  #loop: SmtpLoop | null = null;
  #connecting: Lock | null = null;
  #sending: Lock | null = null;
  #reservation: Reservation | null = null;

  constructor(settings: SmtpOptions) {
    this.settings = settings;
  }

  get protocol(): SmtpProtocol {
    if (this.#protocol === null) throw new SmtpServerDisconnectedError('Server not connected');
    return this.#protocol;
  }

  get isConnected(): boolean {
    return this.#protocol?.isConnected ?? false;
  }

  /** Held while there is a connection: who else wants one waits until it is closed. What it gives is the reservation. */
  async reserve(loop: SmtpLoop): Promise<Reservation> {
    if (this.#loop !== loop) this.#moveTo(loop);
    const connecting = this.#connecting ?? new Lock(loop);
    const reservation = { release: await connecting.acquire() };
    this.#reservation = reservation;
    return reservation;
  }

  attach(reservation: Reservation, protocol: SmtpProtocol): void {
    if (this.#reservation === reservation) {
      this.#protocol = protocol;
      return;
    }
    protocol.abort();
    throw new SmtpServerDisconnectedError('The client was closed while it connected');
  }

  /** The connection did not come about; there may be another one meanwhile. */
  cancel(reservation: Reservation): void {
    if (this.#reservation === reservation) this.close();
  }

  /** The server ended this connection; there may be another one meanwhile. */
  detach(protocol: SmtpProtocol): void {
    if (this.#protocol === protocol) this.close();
  }

  close(): void {
    const [protocol, reservation] = [this.#protocol, this.#reservation];
    this.#protocol = null;
    this.#reservation = null;
    this.envelopeOpen = false;
    this.server.forget();
    protocol?.close();
    reservation?.release();
  }

  /** One message at a time. */
  async whileSending<T>(body: () => Promise<T>): Promise<T> {
    if (this.#sending === null) throw new SmtpServerDisconnectedError('Server not connected');
    return await this.#sending.hold(body);
  }

  async execute(words: readonly string[], timeout?: TimeLimit): Promise<SmtpResponse> {
    const response = await this.protocol.executeCommand(words, this.limit(timeout));
    if (response.code === SmtpStatus.serviceUnavailable) this.close();
    return response;
  }

  limit(timeout?: TimeLimit): TimeLimit {
    return timeout === undefined ? timeoutOf(this.settings) : timeout;
  }

  async localHostname(): Promise<string> {
    const { localHostname: given } = this.settings;
    if (given) return given;
    const found = this.#loop === null ? null : await localHostname(this.#loop);
    if (found === null) throw new SmtpServerDisconnectedError('Server not connected');
    this.settings = { ...this.settings, localHostname: found };
    return found;
  }

  /** A lock belongs to one loop; what a loop left behind that was closed is of no use. */
  #moveTo(loop: SmtpLoop): void {
    this.#protocol = null;
    this.#reservation = null;
    this.server.forget();
    this.#loop = loop;
    this.#connecting = new Lock(loop);
    this.#sending = new Lock(loop);
  }
}
