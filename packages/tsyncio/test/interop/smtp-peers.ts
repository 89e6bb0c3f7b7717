import type { EventLoop, Future, TlsOptions, Transport } from 'tsyncio';

/** As much of a mail server as comes before the mail: it greets, and goes on with TLS when it is asked to. */
export class MailServer {
  /** What the client said, and where TLS began. */
  readonly heard: string[] = [];
  readonly #loop: EventLoop;
  readonly #ssl: TlsOptions;
  readonly #lost: Future<void>;
  #transport: Transport | undefined;
  #line = '';

  constructor(loop: EventLoop, ssl: TlsOptions, lost: Future<void>) {
    this.#loop = loop;
    this.#ssl = ssl;
    this.#lost = lost;
  }

  connectionMade(transport: Transport): void {
    this.#transport = transport;
    this.#say('220 mail.test ready');
  }

  dataReceived(data: Buffer): void {
    this.#line += data;
    for (let end = this.#line.indexOf('\n'); end >= 0; end = this.#line.indexOf('\n')) {
      const line = this.#line.slice(0, end).trim();
      this.#line = this.#line.slice(end + 1);
      this.heard.push(line);
      this.#answer(line.toUpperCase());
    }
  }

  connectionLost(error: Error | null): void {
    if (this.#lost.done()) return;
    if (error) this.#lost.setException(error);
    else this.#lost.setResult();
  }

  #answer(line: string): void {
    if (line.startsWith('EHLO')) this.#say('250-mail.test\r\n250 STARTTLS');
    else if (line === 'STARTTLS') this.#loop.createTask(() => this.#startTls());
    else if (line === 'QUIT') {
      this.#say('221 bye');
      this.#transport?.close();
    } else this.#say('502 what?');
  }

  async #startTls(): Promise<void> {
    if (!this.#transport) return;
    this.#say('220 go ahead');
    try {
      this.#transport = await this.#loop.startTls(this.#transport, this, { ssl: this.#ssl, serverSide: true });
      this.heard.push('(TLS)');
    } catch (error) {
      if (!this.#lost.done()) this.#lost.setException(error);
    }
  }

  #say(line: string): void {
    this.#transport?.write(`${line}\r\n`);
  }
}
