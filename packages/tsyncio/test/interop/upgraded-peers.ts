import { randomBytes } from 'node:crypto';
import type { EventLoop, Future, StartTlsOptions, Transport } from 'tsyncio';
import { Collector } from './peers.ts';

/** Begins in the clear, with one line from each side; what it received counts from where TLS begins. starttls.py is the same in Python. */
abstract class Upgraded extends Collector {
  /** The transport that speaks TLS. */
  secure: Transport | undefined;
  readonly #loop: EventLoop;
  readonly #lost: Future<void>;
  readonly #options: StartTlsOptions;

  constructor(loop: EventLoop, options: StartTlsOptions, lost: Future<void>) {
    super(lost);
    this.#loop = loop;
    this.#lost = lost;
    this.#options = options;
  }

  /** Say `line` in the clear, and speak TLS from there on. */
  protected upgrade(line: string, then: () => void = () => {}): void {
    this.#loop.createTask(async () => {
      if (!this.transport) return;
      if (line !== '') this.transport.write(line);
      try {
        this.secure = await this.#loop.startTls(this.transport, this, this.#options);
        then();
      } catch (error) {
        if (!this.#lost.done()) this.#lost.setException(error);
      }
    });
  }
}

/** Waits for STARTTLS, says READY, and sends back what it receives over TLS. */
export class UpgradedServer extends Upgraded {
  #plain = '';

  override dataReceived(data: Buffer): void {
    if (this.secure) {
      super.dataReceived(data);
      this.secure.write(data);
      return;
    }
    this.#plain += data;
    if (this.#plain === 'STARTTLS\n') this.upgrade('READY\n');
  }

  pauseWriting(): void {
    this.secure?.pauseReading();
  }

  resumeWriting(): void {
    this.secure?.resumeReading();
  }
}

/** Says STARTTLS, waits for READY, sends random bytes over TLS, and closes once as many have come back. */
export class UpgradedClient extends Upgraded {
  readonly message: Buffer;
  #plain = '';

  constructor(loop: EventLoop, options: StartTlsOptions, size: number, lost: Future<void>) {
    super(loop, options, lost);
    this.message = randomBytes(size);
  }

  override connectionMade(transport: Transport): void {
    super.connectionMade(transport);
    transport.write('STARTTLS\n');
  }

  override dataReceived(data: Buffer): void {
    if (this.secure) {
      super.dataReceived(data);
      if (this.receivedBytes >= this.message.length) this.secure.close();
      return;
    }
    this.#plain += data;
    if (this.#plain === 'READY\n') this.upgrade('', () => this.secure?.write(this.message));
  }
}
