import { CancelledError, type InetAddress, type Protocol, sleep, type Transport } from '@tsyncio/core';
import { stateOf } from '@tsyncio/core/area';
import { socket, socketpair } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { simulate, type TestLoop } from './simulation.ts';

const HOUR = 3_600_000;

/** Sends back what it gets, and stops to read while it cannot write. */
class Echo implements Protocol {
  static pauses = 0;
  #transport!: Transport;

  connectionMade(transport: Transport): void {
    this.#transport = transport;
  }

  dataReceived(data: Buffer): void {
    this.#transport.write(data);
  }

  pauseWriting(): void {
    Echo.pauses++;
    this.#transport.pauseReading();
  }

  resumeWriting(): void {
    this.#transport.resumeReading();
  }
}

/** Notes what it is told. */
class Recorder implements Protocol {
  readonly events: string[] = [];
  readonly received: Buffer[] = [];
  readonly lost: Promise<Error | null>;
  #tellLost!: (error: Error | null) => void;

  constructor() {
    this.lost = new Promise((resolve) => {
      this.#tellLost = resolve;
    });
  }

  dataReceived(data: Buffer): void {
    this.received.push(data);
  }

  eofReceived(): void {
    this.events.push('eof');
  }

  pauseWriting(): void {
    this.events.push('pause');
  }

  resumeWriting(): void {
    this.events.push('resume');
  }

  connectionLost(error: Error | null): void {
    this.events.push('lost');
    this.#tellLost(error);
  }
}

describe('sockets', () => {
  test('sockRecv waits for what sockSendall sends, for an hour if need be', () =>
    simulate(async (loop) => {
      const [left, right] = socketpair();
      const received = loop.sockRecv(right, 100);
      await sleep(HOUR);
      await loop.sockSendall(left, 'hello');
      expect([String(await received), loop.time()]).toEqual(['hello', HOUR]);
      left.close();
      right.close();
    }));

  test('sockSendall goes on as the other side reads', () =>
    simulate(async (loop) => {
      const [left, right] = socketpair();
      const data = Buffer.alloc(1_000_000, 'abcdefg');
      const sent = loop.sockSendall(left, data);
      expect(sent.done()).toBe(false);
      const parts: Buffer[] = [];
      for (let size = 0; size < data.length; size += parts.at(-1)?.length ?? 0) parts.push(await loop.sockRecv(right, 100_000));
      await sent;
      expect(Buffer.concat(parts).equals(data)).toBe(true);
      left.close();
      right.close();
    }));

  test('sockConnect and sockAccept meet over TCP, by name', () =>
    simulate(async (loop) => {
      const [server, client] = [socket(), socket()];
      server.bind({ host: '127.0.0.1', port: 0 });
      server.listen();
      const accepting = loop.sockAccept(server);
      const { port } = server.getsockname() as InetAddress;
      await loop.sockConnect(client, { host: 'localhost', port });
      const [accepted, from] = await accepting;
      expect(from).toEqual(client.getsockname());
      for (const sock of [server, client, accepted]) sock.close();
    }));

  test('sockConnect fails where nobody listens', () =>
    simulate(async (loop) => {
      const sock = socket();
      const error = await failureOf(() => loop.sockConnect(sock, { host: '127.0.0.1', port: 4 }));
      expect(error).toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect', port: 4 });
      sock.close();
    }));

  test('a cancelled wait stops to watch and leaves the data', () =>
    simulate(async (loop) => {
      const [left, right] = socketpair();
      const task = loop.createTask(async () => loop.sockRecv(right, 10));
      await sleep(5);
      task.cancel();
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      expect(stateOf(loop).readiness.size).toBe(0);
      left.send('kept');
      expect(String(await loop.sockRecv(right, 10))).toBe('kept');
      left.close();
      right.close();
    }));

  test('a time limit passes in virtual time', () =>
    simulate(async (loop) => {
      const [left, right] = socketpair();
      const task = loop.createTask(async () => loop.sockRecv(right, 10));
      loop.callLater(24 * HOUR, () => task.cancel('too late'));
      expect((await failureOf(() => task)).message).toBe('too late');
      expect(loop.time()).toBe(24 * HOUR);
      left.close();
      right.close();
    }));
});

describe('transports', () => {
  /** Serve, connect, and close everything at the end. */
  async function withEcho(loop: TestLoop, body: (transport: Transport, client: Recorder) => Promise<void>): Promise<void> {
    const server = await loop.createServer(() => new Echo(), { host: 'localhost', port: 8000 });
    const [transport, client] = await loop.createConnection(() => new Recorder(), { host: 'localhost', port: 8000 });
    try {
      await body(transport, client);
    } finally {
      transport.close();
      await client.lost;
      server.close();
      await server.waitClosed();
    }
  }

  test('echo a megabyte with flow control on both sides, in fragments', () =>
    simulate(
      async (loop) => {
        const data = Buffer.alloc(1 << 20, 'tsyncio ');
        Echo.pauses = 0;
        await withEcho(loop, async (transport, client) => {
          transport.pauseReading();
          transport.write(data);
          expect(client.events).toEqual(['pause']);
          await sleep(HOUR);
          // Nobody reads: the server's buffer is full, and so is everything before it.
          expect(Echo.pauses).toBe(1);
          expect(transport.getWriteBufferSize()).toBeGreaterThan(64 * 1024);
          transport.resumeReading();
          while (Buffer.concat(client.received).length < data.length) await sleep(1);
          expect(Buffer.concat(client.received).equals(data)).toBe(true);
          expect(client.events).toEqual(['pause', 'resume']);
        });
      },
      { seed: 11, fragment: true, bufferSize: 20_000 },
    ));

  test('a half-closed connection is read to its end', () =>
    simulate(async (loop) => {
      await withEcho(loop, async (transport, client) => {
        transport.write('last words');
        transport.writeEof();
        expect(await client.lost).toBeNull();
        expect([String(Buffer.concat(client.received)), ...client.events]).toEqual(['last words', 'eof', 'lost']);
      });
    }));

  test('a reset reaches connectionLost', () =>
    simulate(async (loop) => {
      const peers: Transport[] = [];
      const server = await loop.createServer(() => ({ connectionMade: (peer) => void peers.push(peer as Transport) }), { port: 8000 });
      const [transport, client] = await loop.createConnection(() => new Recorder(), { host: '::1', port: 8000 });
      await sleep(1);
      peers[0]?.pauseReading();
      transport.write('never read');
      peers[0]?.abort();
      expect(await client.lost).toMatchObject({ code: 'ECONNRESET' });
      server.close();
      await server.waitClosed();
    }));

  test('many connections at once each get their own', () =>
    simulate(
      async (loop) => {
        const server = await loop.createServer(() => new Echo(), { host: '127.0.0.1', port: 8000, backlog: 3 });
        const talk = async (name: string): Promise<string> => {
          const [transport, client] = await loop.createConnection(() => new Recorder(), { host: '127.0.0.1', port: 8000 });
          transport.write(name);
          transport.writeEof();
          await client.lost;
          return String(Buffer.concat(client.received));
        };
        const names = Array.from({ length: 100 }, (_, i) => `client ${i}`);
        expect(await Promise.all(names.map(talk))).toEqual(names);
        server.close();
        await server.waitClosed();
      },
      { seed: 4, fragment: true },
    ));
});
