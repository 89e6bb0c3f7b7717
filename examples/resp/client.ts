import type { EventLoop, Future, Transport } from 'tsyncio';
import { RespError, RespParser, type RespValue } from './parser.ts';

type Argument = string | number | Uint8Array;
type Asked = { readonly answer: Future<RespValue>; readonly subscribes: boolean };

/** A client of Redis. It waits for no answer before it sends: what is called in one turn of the loop goes out together. */
export class RespClient {
  readonly #loop: EventLoop;
  readonly #onMessage: (channel: string, payload: Buffer) => void;
  readonly #parser = new RespParser((value) => this.#received(value));
  #transport: Transport | undefined;
  #lost: Error | undefined;
  #outgoing: Buffer[] = [];
  /** Answers come in the order of the commands: first those of `#next`, its last one first, then those of `#later`. */
  #next: Asked[] = [];
  #later: Asked[] = [];
  #subscriptions = 0;

  constructor(loop: EventLoop, onMessage: (channel: string, payload: Buffer) => void = () => {}) {
    this.#loop = loop;
    this.#onMessage = onMessage;
  }

  /** The answer to a command; a RespError rejects. Subscribe to one channel at a time: a command here has one answer. */
  call(...command: readonly Argument[]): Future<RespValue> {
    const answer = this.#loop.createFuture<RespValue>();
    if (this.#lost) answer.setException(this.#lost);
    else {
      if (this.#outgoing.push(encode(command)) === 1) this.#loop.callSoon(() => this.#flush());
      this.#later.push({ answer, subscribes: /subscribe$/i.test(String(command[0])) });
    }
    return answer;
  }

  close(): void {
    this.#flush();
    this.#transport?.close();
  }

  connectionMade(transport: Transport): void {
    this.#transport = transport;
  }

  dataReceived(data: Buffer): void {
    this.#parser.push(data);
  }

  connectionLost(error: Error | null): void {
    this.#lost = new Error('the connection to Redis is closed', { cause: error });
    for (const { answer } of [...this.#next.reverse(), ...this.#later]) if (!answer.done()) answer.setException(this.#lost);
  }

  #flush(): void {
    this.#transport?.writelines(this.#outgoing);
    this.#outgoing = [];
  }

  #received(value: RespValue): void {
    const [kind, channel, payload] = Array.isArray(value) ? [String(value[0]), value.at(-2), value.at(-1)] : [];
    if (this.#subscriptions > 0 && /^p?message$/.test(kind ?? '')) return this.#onMessage(String(channel), payload as Buffer);
    if (this.#next.length === 0) [this.#next, this.#later] = [this.#later.reverse(), []];
    if (this.#next.length === 0) throw new Error(`Redis answers what it was not asked: ${value}`);
    const { answer, subscribes } = this.#next.pop() as Asked;
    if (subscribes && !(value instanceof RespError)) this.#subscriptions = Number(payload);
    // Whoever asked may have been cancelled meanwhile.
    if (answer.done()) return;
    if (value instanceof RespError) answer.setException(value);
    else answer.setResult(value);
  }
}

function encode(command: readonly Argument[]): Buffer {
  const strings = command.map((argument) => (typeof argument === 'object' ? argument : Buffer.from(String(argument))));
  const parts = strings.flatMap((bytes) => [Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n')]);
  return Buffer.concat([Buffer.from(`*${command.length}\r\n`), ...parts]);
}
