import { CancelledError, type Protocol, type Server } from '@tsyncio/core';
import { socket } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { addressOf } from './listening.ts';
import { finish, Recorder } from './recorder.ts';
import { type TestLoop, turns, until, withLoop } from './with-loop.ts';

interface Serving {
  readonly server: Server;
  /** The server's side of every connection. */
  readonly served: Recorder[];
  readonly connect: () => Promise<Recorder>;
}

async function serve(loop: TestLoop, startServing = true): Promise<Serving> {
  const served: Recorder[] = [];
  const factory = (): Recorder => {
    const protocol = new Recorder();
    served.push(protocol);
    return protocol;
  };
  const server = await loop.createServer(factory, { host: '127.0.0.1', port: 0, startServing });
  const address = addressOf(server);
  const connect = async (): Promise<Recorder> => {
    const client = new Recorder();
    const before = served.filter(({ transport }) => transport !== null).length;
    await loop.createConnection(() => client, address);
    await until(() => served.filter(({ transport }) => transport !== null).length > before);
    return client;
  };
  return { server, served, connect };
}

describe('close', () => {
  test('stops listening and leaves open connections', () =>
    withLoop(async (loop) => {
      const { server, served, connect } = await serve(loop);
      const address = addressOf(server);
      const client = await connect();
      server.close();
      server.close();
      expect([server.isServing(), server.sockets.length]).toEqual([false, 0]);
      expect((await failureOf(() => loop.createConnection(() => ({}), address))).code).toBe('ECONNREFUSED');
      client.transport?.write('still here');
      await until(() => served[0]?.text === 'still here');
      await finish(client, ...served);
      await server.waitClosed();
    }));

  test('of a server that never served closes its sockets', () =>
    withLoop(async (loop) => {
      const { server } = await serve(loop, false);
      const [sock] = server.sockets;
      server.close();
      expect(sock?.fileno()).toBe(-1);
      await server.waitClosed();
    }));

  test('can be called by the factory, while more clients wait', () =>
    withLoop(async (loop, reports) => {
      const served = new Recorder();
      const server: Server = await loop.createServer(
        () => {
          server.close();
          return served;
        },
        { host: '127.0.0.1', port: 0 },
      );
      const address = addressOf(server);
      const clients = [socket(), socket(), socket()];
      for (const client of clients) {
        try {
          client.connect(address);
        } catch (error) {
          expect(error).toMatchObject({ code: 'EINPROGRESS' });
        }
      }
      await until(() => served.transport !== null);
      await turns(3);
      expect([server.isServing(), reports.length]).toEqual([false, 0]);
      for (const client of clients) client.close();
      await until(() => served.lost);
      await server.waitClosed();
    }));

  test('frees the port at once', () =>
    withLoop(async (loop) => {
      const { server } = await serve(loop);
      const address = addressOf(server);
      server.close();
      const again = await loop.createServer(() => ({}), address);
      again.close();
    }));
});

describe('closeClients and abortClients', () => {
  test('close sends what is buffered, then ends each connection', () =>
    withLoop(async (loop) => {
      const { server, served, connect } = await serve(loop);
      const clients = [await connect(), await connect()];
      for (const { transport } of served) transport?.write(Buffer.alloc(3_000_000));
      server.close();
      server.closeClients();
      await until(() => clients.every(({ lost }) => lost));
      expect(clients.map(({ bytes }) => bytes)).toEqual([3_000_000, 3_000_000]);
      await server.waitClosed();
      expect(served.map(({ events }) => events.at(-1))).toEqual(['lost null', 'lost null']);
    }));

  test('abort drops it', () =>
    withLoop(async (loop) => {
      const { server, served, connect } = await serve(loop);
      const clients = [await connect(), await connect()];
      for (const client of clients) client.transport?.pauseReading();
      // More than the system keeps between two sockets.
      for (const { transport } of served) transport?.write(Buffer.alloc(30_000_000));
      server.close();
      server.abortClients();
      await server.waitClosed();
      expect(served.map(({ events }) => events.at(-1))).toEqual(['lost null', 'lost null']);
      for (const client of clients) client.transport?.resumeReading();
      await until(() => clients.every(({ lost }) => lost));
      for (const { bytes } of clients) expect(bytes).toBeLessThan(30_000_000);
    }));

  test('leave the server serving', () =>
    withLoop(async (loop) => {
      const { server, served, connect } = await serve(loop);
      const first = await connect();
      server.closeClients();
      await until(() => first.lost);
      const second = await connect();
      server.abortClients();
      await until(() => second.lost && served.every(({ lost }) => lost));
      expect(server.isServing()).toBe(true);
      server.close();
    }));

  test('do nothing without connections', () =>
    withLoop(async (loop) => {
      const { server } = await serve(loop);
      server.closeClients();
      server.abortClients();
      server.close();
      server.closeClients();
      server.abortClients();
    }));
});

describe('waitClosed', () => {
  test('resolves at once when closed without connections', () =>
    withLoop(async (loop) => {
      const { server } = await serve(loop);
      server.close();
      await server.waitClosed();
      await server.waitClosed();
    }));

  test('before close waits for it', () =>
    withLoop(async (loop) => {
      const { server } = await serve(loop);
      const waiting = loop.createTask(async () => server.waitClosed());
      await turns(3);
      expect(waiting.done()).toBe(false);
      server.close();
      await waiting;
    }));

  test('waits for the last connection, whether called before or after close', () =>
    withLoop(async (loop) => {
      const { server, served, connect } = await serve(loop);
      const clients = [await connect(), await connect()];
      const before = loop.createTask(async () => server.waitClosed());
      await turns(2);
      server.close();
      const after = loop.createTask(async () => server.waitClosed());
      clients[0]?.transport?.close();
      await until(() => served.some(({ lost }) => lost));
      await turns(3);
      expect([before.done(), after.done()]).toEqual([false, false]);
      clients[1]?.transport?.close();
      await Promise.all([before, after]);
      expect(served.every(({ lost }) => lost)).toBe(true);
    }));

  test('is not fooled by connections that all went while the server was open', () =>
    withLoop(async (loop) => {
      const { server, served, connect } = await serve(loop);
      const waiting = loop.createTask(async () => server.waitClosed());
      const client = await connect();
      await finish(client);
      await until(() => served.every(({ lost }) => lost));
      await turns(3);
      expect(waiting.done()).toBe(false);
      server.close();
      await waiting;
    }));

  test('cancelled leaves the other waiters and the server', () =>
    withLoop(async (loop) => {
      const { server } = await serve(loop);
      const [one, other] = [loop.createTask(async () => server.waitClosed()), loop.createTask(async () => server.waitClosed())];
      await turns(2);
      one.cancel();
      expect(await failureOf(() => one)).toBeInstanceOf(CancelledError);
      expect([server.isServing(), other.done()]).toEqual([true, false]);
      server.close();
      await other;
    }));

  test('resolves after connectionLost threw', () =>
    withLoop(async (loop, reports) => {
      const failing: Protocol = {
        connectionLost() {
          throw new Error('from connectionLost');
        },
      };
      const server = await loop.createServer(() => failing, { host: '127.0.0.1', port: 0 });
      const client = new Recorder();
      await loop.createConnection(() => client, addressOf(server));
      client.transport?.close();
      await until(() => reports.length > 0);
      reports.splice(0);
      server.close();
      await server.waitClosed();
    }));
});

describe('serveForever', () => {
  test('begins to serve, and is ended by cancelling, which closes the server', () =>
    withLoop(async (loop) => {
      const { server, served, connect } = await serve(loop, false);
      const forever = loop.createTask(async () => server.serveForever());
      await turns(2);
      expect(server.isServing()).toBe(true);
      const client = await connect();
      forever.cancel();
      await turns(3);
      expect(server.isServing()).toBe(false);
      expect(forever.done(), 'it waits for the connections').toBe(false);
      client.transport?.close();
      expect(await failureOf(() => forever)).toBeInstanceOf(CancelledError);
      expect(served.every(({ lost }) => lost)).toBe(true);
    }));

  test('is cancelled by close', () =>
    withLoop(async (loop) => {
      const { server } = await serve(loop);
      const forever = loop.createTask(async () => server.serveForever());
      await turns(2);
      server.close();
      expect(await failureOf(() => forever)).toBeInstanceOf(CancelledError);
    }));

  test('is refused while another call waits: ERR_SERVER_AWAITED, and the first goes on', () =>
    withLoop(async (loop) => {
      const { server } = await serve(loop);
      const forever = loop.createTask(async () => server.serveForever());
      await turns(2);
      expect(await failureOf(() => server.serveForever())).toMatchObject({ code: 'ERR_SERVER_AWAITED' });
      expect([forever.done(), server.isServing()]).toEqual([false, true]);
      forever.cancel();
      await failureOf(() => forever);
    }));

  test('and startServing are refused once closed: ERR_SERVER_CLOSED', () =>
    withLoop(async (loop) => {
      const { server } = await serve(loop);
      server.close();
      expect(await failureOf(() => server.serveForever())).toMatchObject({ code: 'ERR_SERVER_CLOSED' });
      expect(await failureOf(() => server.startServing())).toMatchObject({ code: 'ERR_SERVER_CLOSED' });
    }));
});

test('await using closes the server and waits for its connections', () =>
  withLoop(async (loop) => {
    const { server, served, connect } = await serve(loop);
    const client = await connect();
    const disposing = loop.createTask(async () => server[Symbol.asyncDispose]());
    await turns(3);
    expect([server.isServing(), disposing.done()]).toEqual([false, false]);
    await finish(client);
    await disposing;
    expect(served.every(({ lost }) => lost)).toBe(true);
    await server[Symbol.asyncDispose]();
  }));

test('a listening descriptor belongs to the server', () =>
  withLoop(async (loop) => {
    const { server } = await serve(loop);
    const fd = server.sockets[0]?.fileno() as number;
    expect(() => loop.addReader(fd, () => {})).toThrow(expect.objectContaining({ code: 'ERR_FD_IN_USE' }));
    server.close();
  }));
