import type { InetAddress, Server, ServerOptions, Socket, StreamProtocol, Transport, TransportApi } from '@tsyncio/core';
import type { Case, Stage } from '../../case.ts';
import { type SocketLoop, type SocketStage, type Steps, withSockets, withSocketsInTurns } from '../sockets/open-sockets.ts';
import { type BufferedReactions, BufferedRecorder, Counter, type Reactions, Recorder } from './recorder.ts';

/** What a subject gives for the need 'transports'. It has 'sockets' too, and its loops know the names of named-hosts.ts. */
export interface TransportAbility {
  /** The names that the resolver of the last loop was asked for. */
  asked(): readonly string[];
}

export type TransportLoop = SocketLoop & TransportApi;

/** What the body of a case on transports gets. */
export interface TransportStage extends Omit<SocketStage, 'loop'>, Pick<Stage, 'errorOf' | 'message' | 'reportOf'> {
  readonly loop: TransportLoop;
  asked(): readonly string[];
  /** Have its transport aborted when the case ends, of which nothing is traced. */
  keep<Log extends { end(): void }>(log: Log): Log;
  /** A protocol that traces what it is told: lines that begin with its name. It is kept. */
  recorder(name: string, on?: Reactions): Recorder;
  /** As a recorder, that traces when `tell` is called: for ends whose order against others is not certain. */
  later(name: string, on?: Reactions): Recorder;
  /** Trace what was kept back, protocol by protocol. */
  tell(): void;
  /** As a recorder, that traces nothing. */
  quiet(on?: Reactions): Recorder;
  /** As a recorder, that does not trace data. */
  counter(name: string, on?: Reactions): Counter;
  buffered(name: string, on?: BufferedReactions): BufferedRecorder;
  /** `protocol` on one end of a pair of connected sockets, and the other end. */
  side(protocol: StreamProtocol): Promise<readonly [Transport, Socket]>;
  /** A server on a free port of 127.0.0.1, and its address. */
  serve(factory: () => StreamProtocol, options?: ServerOptions): Promise<readonly [Server, InetAddress]>;
  /** Trace the class and the code of the error that `call` rejects with; or that it does not. */
  refusal(event: string, call: () => PromiseLike<unknown>): Promise<void>;
  /** Let so many turns pass. */
  pass(turns?: number): Promise<void>;
  /** Read until so many bytes came, or the end. */
  receive(sock: Socket, bytes?: number): Promise<Buffer>;
}

/** What runs `body` as a task of a new loop. What it left open is closed afterwards, and nothing of that is traced. */
export function withTransports(body: (net: TransportStage) => Promise<void>): Case['run'] {
  return (stage) =>
    withSockets(stage, async (sockets) => {
      const { net, logs } = extend(stage, sockets);
      try {
        await body(net);
      } finally {
        for (const log of logs) log.end();
        await net.pass(3);
      }
    });
}

/** As `withTransports`, where the order against callbacks of the same turn matters: the task is a generator. */
export function withTransportsInTurns(body: (net: TransportStage) => Steps): Case['run'] {
  return (stage) =>
    withSocketsInTurns(stage, function* (sockets) {
      const { net, logs } = extend(stage, sockets);
      try {
        yield* body(net);
      } finally {
        for (const log of logs) log.end();
        for (let i = 0; i < 3; i++) yield* stage.core.sleep(0);
      }
    });
}

function extend(stage: Stage, sockets: SocketStage): { net: TransportStage; logs: readonly { end(): void }[] } {
  const loop = sockets.loop as TransportLoop;
  const logs: { end(): void }[] = [];
  const keep = <Log extends { end(): void }>(log: Log): Log => {
    logs.push(log);
    return log;
  };
  const kept: (() => void)[] = [];
  const net: TransportStage = {
    ...sockets,
    loop,
    errorOf: stage.errorOf,
    message: stage.message,
    reportOf: stage.reportOf,
    keep,
    asked: () => stage.ability<TransportAbility>('transports').asked(),
    recorder: (name, on = {}) => keep(new Recorder(loop, name, stage.trace, on)),
    later: (name, on = {}) => {
      const lines: (() => void)[] = [];
      kept.push(() => {
        for (const line of lines.splice(0)) line();
      });
      return keep(new Recorder(loop, name, (event, ...values) => void lines.push(() => stage.trace(event, ...values)), on));
    },
    tell: () => {
      for (const tell of kept) tell();
    },
    quiet: (on = {}) => keep(new Recorder(loop, '', () => {}, on)),
    counter: (name, on = {}) => keep(new Counter(loop, name, stage.trace, on)),
    buffered: (name, on = {}) => keep(new BufferedRecorder(loop, name, stage.trace, on)),
    side: async (protocol) => {
      const [sock, peer] = sockets.pair();
      const [transport] = await loop.createConnection(() => protocol, { sock });
      return [transport, peer];
    },
    serve: async (factory, options = {}) => {
      const server = sockets.own(await loop.createServer(factory, { host: '127.0.0.1', port: 0, ...options }));
      return [server, server.sockets[0]?.getsockname() as InetAddress];
    },
    refusal: async (event, call) => {
      try {
        await call();
        stage.trace(event, 'not refused');
      } catch (error) {
        stage.trace(event, error, (error as { code?: string }).code ?? null);
      }
    },
    pass: async (turns = 5) => {
      for (let i = 0; i < turns; i++) await stage.core.sleep(0);
    },
    receive: (sock, bytes = Number.POSITIVE_INFINITY) => receive(loop, sock, bytes),
  };
  return { net, logs };
}

async function receive(loop: TransportLoop, sock: Socket, bytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let length = 0; length < bytes; ) {
    const part = await loop.sockRecv(sock, 65_536);
    if (part.length === 0) break;
    parts.push(part);
    length += part.length;
  }
  return Buffer.concat(parts);
}
