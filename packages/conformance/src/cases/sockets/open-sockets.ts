import type { Address, AnySocketApi, FileLike, Future, InetAddress, Loop, Socket, SocketApi } from '@tsyncio/core';
import type { Stage } from '../../case.ts';

/** What a subject gives for the need 'sockets'. Made inside a running loop, sockets are that loop's. */
export interface SocketMakers {
  readonly constants: Readonly<Record<string, number>>;
  socket(family?: number, type?: number): Socket;
  socketpair(): readonly [Socket, Socket];
}

/** What a subject gives for the need 'files': files of the system, with which its sockets work. */
export interface FileMakers {
  /** A new file with this content and its own position; it is removed as soon as it is closed. */
  open(content: Uint8Array | string): Promise<OpenFile>;
}

export interface OpenFile {
  readonly file: FileLike;
  /** What a read from the file's own position gives. */
  readOn(): Promise<Buffer>;
  close(): Promise<void>;
}

export type SocketLoop = Loop & AnySocketApi & SocketApi;

// biome-ignore lint/suspicious/noExplicitAny: a coroutine waits for futures of any type, and gets what they give.
export type Steps = Generator<Future<any>, void, any>;

/** What the body of a case on sockets gets. */
export interface SocketStage extends Pick<Stage, 'core' | 'trace' | 'attempt' | 'turns'> {
  readonly loop: SocketLoop;
  readonly constants: Readonly<Record<string, number>>;
  /** Close it after the case. */
  own<S extends { close(): unknown }>(one: S): S;
  pair(): readonly [Socket, Socket];
  /** TCP over IPv4 unless said otherwise. */
  socket(family?: number, type?: number): Socket;
  /** A TCP socket bound to 127.0.0.1, that listens unless told not to, and its address. */
  bound(listen?: boolean): readonly [Socket, InetAddress];
  open(content: Uint8Array | string): Promise<OpenFile>;
}

/** Run `body` as a task of a new loop, and close afterwards what it opened. */
export function withSockets(stage: Stage, body: (sockets: SocketStage) => Promise<void>): Promise<void> {
  return runOn(stage, (sockets) => sockets.loop.runUntilComplete(() => body(sockets)));
}

/** As `withSockets`, in turns that are counted: the task is a generator. */
export function withSocketsInTurns(stage: Stage, body: (sockets: SocketStage) => Steps): Promise<void> {
  return runOn(stage, (sockets) => sockets.loop.runUntilComplete(body(sockets)));
}

async function runOn(stage: Stage, run: (sockets: SocketStage) => Promise<void>): Promise<void> {
  const loop = stage.newLoop<AnySocketApi & SocketApi>();
  const makers = stage.ability<SocketMakers>('sockets');
  const opened: { close(): unknown }[] = [];
  const own = <S extends { close(): unknown }>(one: S): S => {
    opened.push(one);
    return one;
  };
  const socket = (family?: number, type?: number): Socket => own(makers.socket(family, type));
  const given: SocketStage = {
    ...stage,
    loop,
    constants: makers.constants,
    own,
    socket,
    pair: () => {
      const pair = makers.socketpair();
      for (const one of pair) own(one);
      return pair;
    },
    bound: (listen = true) => {
      const sock = socket();
      sock.bind({ host: '127.0.0.1', port: 0 });
      if (listen) sock.listen();
      return [sock, sock.getsockname() as InetAddress];
    },
    open: async (content) => own(await stage.ability<FileMakers>('files').open(content)),
  };
  try {
    await run(given);
  } finally {
    for (const one of opened) await one.close();
  }
}

/** An address that only its own test knows. */
export function unixName(name: string): Address {
  return `\0tsyncio-conformance-${process.pid}-${name}`;
}
