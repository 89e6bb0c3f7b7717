import type { EventLoop, Protocol, Server, TlsOptions, Transport } from 'tsyncio';

/** What a scripted server says to a command: a reply, nothing at all, or whatever a function does. */
export type Answer = string | null | ((peer: Peer, line: string) => string | null);

export interface Script {
  /** `null` for a server that says nothing. */
  readonly greeting?: string | null;
  /** Whether it hears nothing either: a handshake may have what looks like the end of a command in it. */
  readonly deaf?: boolean;
  /** By the first word of the command, in upper case; DATA has two replies, the second one under ".". */
  readonly answers?: Readonly<Record<string, Answer>>;
  readonly tls?: TlsOptions;
}

const USUAL: Readonly<Record<string, Answer>> = {
  EHLO: '250-scripted.test\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n',
  HELO: '250 scripted.test\r\n',
  MAIL: '250 sender ok\r\n',
  RCPT: '250 recipient ok\r\n',
  DATA: '354 go on\r\n',
  '.': '250 queued as 42\r\n',
  RSET: '250 forgotten\r\n',
  NOOP: '250 nothing done\r\n',
  VRFY: '252 perhaps\r\n',
  EXPN: '250 <one@list.test>\r\n',
  HELP: '214-first\r\n214 second\r\n',
  QUIT: (peer) => {
    peer.say('221 bye\r\n');
    peer.transport?.close();
    return null;
  },
  STARTTLS: (peer) => {
    peer.say('220 go on\r\n');
    peer.startTls();
    return null;
  },
};

/** The server's end of one connection. */
export class Peer implements Protocol {
  transport: Transport | null = null;
  lost = false;
  #unread = '';
  #inMessage = false;
  #busy = false;
  readonly #server: ScriptedServer;

  constructor(server: ScriptedServer) {
    this.#server = server;
  }

  connectionMade(transport: Transport): void {
    this.transport = transport;
    const { greeting = '220 scripted.test\r\n', deaf = false } = this.#server.script;
    if (deaf) this.goDeaf();
    if (greeting !== null) this.say(greeting);
  }

  connectionLost(): void {
    this.lost = true;
  }

  dataReceived(data: Buffer): void {
    this.#server.bytes += data.toString('latin1');
    this.#unread += data.toString('latin1');
    this.#answerAll();
  }

  /** As a server does that takes its time: what comes meanwhile waits. */
  sayAfter(delay: number, text: string): void {
    this.#busy = true;
    this.#server.loop.callLater(delay, () => {
      this.#busy = false;
      this.say(text);
      this.#answerAll();
    });
  }

  /** Hears nothing from here on: neither a command nor what a client says in a handshake. */
  goDeaf(): void {
    this.#busy = true;
  }

  #answerAll(): void {
    for (let line = this.#takeLine(); line !== null; line = this.#takeLine()) this.#answer(line);
  }

  say(text: string): void {
    this.transport?.write(text);
  }

  startTls(): void {
    const { loop, script } = this.#server;
    const { transport } = this;
    if (transport === null || script.tls === undefined) throw new Error('this script has no TLS');
    const { tls } = script;
    // What fails here fails at the client too, which is where it is looked at.
    loop.createTask(async () => {
      try {
        this.transport = await loop.startTls(transport, this, { ssl: tls, serverSide: true });
      } catch {
        transport.abort();
      }
    });
  }

  #takeLine(): string | null {
    const end = this.#unread.indexOf('\r\n');
    if (end === -1 || this.#busy) return null;
    const line = this.#unread.slice(0, end);
    this.#unread = this.#unread.slice(end + 2);
    return line;
  }

  #answer(line: string): void {
    if (this.#inMessage && line !== '.') {
      this.#server.content.push(line);
      return;
    }
    this.#inMessage = false;
    this.#server.lines.push(line);
    const word = line.split(' ')[0]?.toUpperCase() ?? '';
    const answers = { ...USUAL, ...this.#server.script.answers };
    const answer = answers[word] ?? '500 what?\r\n';
    const text = typeof answer === 'function' ? answer(this, line) : answers[word] === null ? null : answer;
    if (text === null) return;
    if (word === 'DATA') this.#inMessage = text.startsWith('354');
    this.say(text);
  }
}

/** A server that answers by a script, and remembers what it was told. */
export class ScriptedServer {
  readonly loop: EventLoop;
  readonly script: Script;
  /** Commands, and the "." at the end of a message. */
  readonly lines: string[] = [];
  /** The lines of messages. */
  readonly content: string[] = [];
  /** All of it, as it came. */
  bytes = '';
  readonly peers: Peer[] = [];
  readonly #server: Server;

  private constructor(loop: EventLoop, script: Script, server: Server) {
    this.loop = loop;
    this.script = script;
    this.#server = server;
  }

  static async start(loop: EventLoop, script: Script = {}): Promise<ScriptedServer> {
    let self: ScriptedServer | undefined;
    const server = await loop.createServer(() => (self as ScriptedServer).accept(), { host: '127.0.0.1', port: 0, startServing: false });
    self = new ScriptedServer(loop, script, server);
    await server.startServing();
    return self;
  }

  accept(): Peer {
    const peer = new Peer(this);
    this.peers.push(peer);
    return peer;
  }

  get address(): { hostname: string; port: number } {
    const { host, port } = this.#server.sockets[0]!.getsockname() as { host: string; port: number };
    return { hostname: host, port };
  }

  async stop(): Promise<void> {
    this.#server.close();
    for (const { transport } of this.peers) transport?.abort();
    await this.#server.waitClosed();
  }
}
