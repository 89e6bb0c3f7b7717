import type { EventLoop, Future, TlsOptions, Transport } from 'tsyncio';
import { Scram } from './scram.ts';

type Message = { readonly type: string; readonly body: Buffer };
type Login = { readonly user: string; readonly password: string; readonly database: string };

/** A client of PostgreSQL: `secure`, then `logIn`, then one query after another. */
export class PostgresClient {
  readonly #loop: EventLoop;
  #transport: Transport | undefined;
  #secure = false;
  #rest: Buffer = Buffer.alloc(0);
  readonly #messages: Message[] = [];
  #arrived: Future<void> | undefined;
  #lost: Error | undefined;

  constructor(loop: EventLoop) {
    this.#loop = loop;
  }

  connectionMade(transport: Transport): void {
    this.#transport = transport;
  }

  dataReceived(data: Buffer): void {
    // Before TLS it is one letter; bytes behind it would come from somebody else.
    if (this.#secure) this.#rest = takeMessages(Buffer.concat([this.#rest, data]), this.#messages);
    else this.#messages.push({ type: data.toString('latin1'), body: data });
    if (this.#messages.length > 0 && this.#arrived?.done() === false) this.#arrived.setResult();
  }

  connectionLost(error: Error | null): void {
    this.#lost = new Error('the connection to PostgreSQL is closed', { cause: error });
    if (this.#arrived?.done() === false) this.#arrived.setException(this.#lost);
  }

  /** Ask for TLS and go on with it. */
  async secure(ssl: TlsOptions, serverHostname: string): Promise<void> {
    this.#send('', int32(80_877_103));
    const { type } = await this.#next();
    if (type !== 'S' || !this.#transport) throw new Error(type === 'N' ? 'the server has no TLS' : `no answer to TLS: ${type}`);
    this.#secure = true;
    this.#transport = await this.#loop.startTls(this.#transport, this, { ssl, serverHostname });
  }

  async logIn({ user, password, database }: Login): Promise<void> {
    const scram = new Scram(password);
    this.#send('', int32(196_608), `user\0${user}\0database\0${database}\0client_encoding\0UTF8\0\0`);
    for (let message = await this.#next(); message.type !== 'Z'; message = await this.#next()) {
      if (message.type === 'E') throw errorOf(message.body);
      if (message.type === 'R') this.#authenticate(message.body.readInt32BE(0), message.body.toString('utf8', 4), password, scram);
    }
  }

  /** The rows of a query, every value as text. */
  async query(sql: string): Promise<(string | null)[][]> {
    const rows: (string | null)[][] = [];
    let failure: Error | undefined;
    this.#send('Q', `${sql}\0`);
    for (let message = await this.#next(); message.type !== 'Z'; message = await this.#next()) {
      if (message.type === 'E') failure = errorOf(message.body);
      if (message.type === 'D') rows.push(rowOf(message.body));
    }
    if (failure) throw failure;
    return rows;
  }

  close(): void {
    if (this.#secure) this.#send('X');
    this.#transport?.close();
  }

  #authenticate(kind: number, text: string, password: string, scram: Scram): void {
    if (kind === 3) this.#send('p', `${password}\0`);
    else if (kind === 10) this.#send('p', 'SCRAM-SHA-256\0', int32(scram.first.length), scram.first);
    else if (kind === 11) this.#send('p', scram.proof(text));
    else if (kind === 12) scram.check(text);
    else if (kind !== 0) throw new Error(`the server asks for a login of kind ${kind}, which this client does not know`);
  }

  #send(type: string, ...parts: readonly (Buffer | string)[]): void {
    const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
    this.#transport?.writelines([type, int32(body.length + 4), body]);
  }

  async #next(): Promise<Message> {
    for (;;) {
      const message = this.#messages.shift();
      if (message) return message;
      if (this.#lost) throw this.#lost;
      this.#arrived = this.#loop.createFuture<void>();
      await this.#arrived;
    }
  }
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** Each is a letter, a length that counts itself, and what it says; what is not whole yet is left. */
function takeMessages(buffer: Buffer, messages: Message[]): Buffer {
  let rest = buffer;
  while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
    const end = 1 + rest.readInt32BE(1);
    messages.push({ type: rest.toString('latin1', 0, 1), body: rest.subarray(5, end) });
    rest = rest.subarray(end);
  }
  return rest;
}

function rowOf(body: Buffer): (string | null)[] {
  const row: (string | null)[] = [];
  let position = 2;
  while (row.length < body.readInt16BE(0)) {
    const length = body.readInt32BE(position);
    row.push(length < 0 ? null : body.toString('utf8', position + 4, position + 4 + length));
    position += 4 + Math.max(length, 0);
  }
  return row;
}

/** A letter and a text for each of its fields. */
function errorOf(body: Buffer): Error {
  const fields = new Map(
    body
      .toString()
      .split('\0')
      .map((field) => [field[0], field.slice(1)]),
  );
  return Object.assign(new Error(fields.get('M')), { code: fields.get('C') });
}
