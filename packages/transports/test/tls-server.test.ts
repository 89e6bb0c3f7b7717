import {
  CancelledError,
  type ClientTlsOptions,
  type ExceptionContext,
  ensureFuture,
  type Protocol,
  type Server,
  type Socket,
  type TlsTimeouts,
} from '@tsyncio/core';
import { constants, socket } from '@tsyncio/sockets';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Certificates, identity, makeCertificates } from '../../../test-support/certificates.ts';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { addressOf, bound, kernel } from './listening.ts';
import { Recorder } from './recorder.ts';
import { unixFolder } from './unix-folder.ts';
import { newLoop, type TestLoop, turns, until, withLoop } from './with-loop.ts';

const { freshPath } = unixFolder();
const LOCAL = { host: '127.0.0.1', port: 0 };
let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});
afterAll(() => certificates.remove());

function withNothingLeft(body: (loop: TestLoop, reports: ExceptionContext[]) => Promise<void>): Promise<void> {
  return withLoop(async (loop, reports) => {
    const before = openSockets();
    await body(loop, reports);
    await until(() => openSockets().length <= before.length);
    expect(openSockets()).toEqual(before);
  });
}

function clientOptions(): ClientTlsOptions {
  return { ssl: { ca: certificates.ca }, serverHostname: 'localhost' };
}

interface Serving {
  readonly server: Server;
  readonly served: Recorder[];
}

async function serve(loop: TestLoop, times: TlsTimeouts = {}): Promise<Serving> {
  const served: Recorder[] = [];
  const factory = (): Recorder => {
    served.push(new Recorder());
    return served.at(-1) as Recorder;
  };
  const server = await loop.createServer(factory, { ...LOCAL, ssl: identity(certificates.server), ...times });
  return { server, served };
}

/** A client that connects and never says anything; resolves once the server waits for it. */
async function connectSilently(loop: TestLoop, { server, served }: Serving): Promise<Socket> {
  const before = served.length;
  const client = socket();
  await loop.sockConnect(client, addressOf(server));
  await until(() => served.length > before);
  return client;
}

async function connectProperly(loop: TestLoop, { server, served }: Serving): Promise<readonly [client: Recorder, server: Recorder]> {
  const client = new Recorder();
  await loop.createConnection(() => client, { ...addressOf(server), ...clientOptions() });
  const own = served.at(-1) as Recorder;
  await until(() => own.transport !== null);
  return [client, own];
}

describe('a server with ssl', () => {
  test('speaks TLS with each client, and connectionMade comes after the handshake', () =>
    withNothingLeft(async (loop) => {
      const serving = await serve(loop);
      const [client, server] = await connectProperly(loop, serving);
      client.transport?.write('hello');
      await until(() => server.text === 'hello');
      server.transport?.write('answer');
      await until(() => client.text === 'answer');
      expect(server.transport?.getExtraInfo('cipher')).toBeDefined();
      client.transport?.close();
      await until(() => client.lost && server.lost);
      await serving.server[Symbol.asyncDispose]();
    }));

  test('accepts others while one does not shake hands', () =>
    withNothingLeft(async (loop) => {
      const serving = await serve(loop);
      const silent = await connectSilently(loop, serving);
      const [client, server] = await connectProperly(loop, serving);
      client.transport?.abort();
      await until(() => server.lost);
      silent.close();
      await serving.server[Symbol.asyncDispose]();
      expect(serving.served[0]?.events).toEqual([]);
    }));

  test('works over a Unix socket, and for a socket that was accepted elsewhere', () =>
    withNothingLeft(async (loop) => {
      const [path, served] = [freshPath(), new Recorder()];
      const ssl = identity(certificates.server);
      const server = await loop.createUnixServer(() => served, { path, ssl });
      const client = new Recorder();
      await loop.createUnixConnection(() => client, { path, ...clientOptions() });
      client.transport?.write('over Unix');
      await until(() => served.text === 'over Unix');
      client.transport?.close();
      await until(() => client.lost && served.lost);
      await server[Symbol.asyncDispose]();

      const [listener, address] = bound();
      listener.listen();
      const [there, here] = [new Recorder(), new Recorder()];
      const accepting = loop.createTask(async () => {
        const [sock] = await loop.sockAccept(listener);
        return loop.connectAcceptedSocket(() => here, sock, { ssl });
      });
      await loop.createConnection(() => there, { ...address, ...clientOptions() });
      await accepting;
      there.transport?.write('accepted');
      await until(() => here.text === 'accepted');
      there.transport?.close();
      await until(() => here.lost && there.lost);
      listener.close();
    }));
});

describe('handshakes in progress', () => {
  test.each(['closeClients', 'abortClients'] as const)('are ended by %s, which waitClosed waits for', (method) =>
    withNothingLeft(async (loop) => {
      const serving = await serve(loop);
      const clients = [await connectSilently(loop, serving), await connectSilently(loop, serving)];
      const { server, served } = serving;
      server.close();
      const closed = loop.createTask(async () => server.waitClosed());
      await turns(5);
      expect(closed.done()).toBe(false);
      server[method]();
      await closed;
      expect(served.map(({ events }) => events)).toEqual([[], []]);
      for (const client of clients) {
        expect(await endOf(loop, client)).toMatch(/^(end|ECONNRESET)$/);
        client.close();
      }
    }),
  );

  test('are ended by closeClients also right after they were accepted', () =>
    withNothingLeft(async (loop) => {
      const { server, served } = await serve(loop);
      const client = socket();
      // Timers come after the sockets of a turn: in the one that accepts, and before the handshake has begun.
      let timer = loop.callLater(0, endAll);
      function endAll(): void {
        server.closeClients();
        timer = loop.callLater(0, endAll);
      }
      await loop.sockConnect(client, addressOf(server));
      expect(await endOf(loop, client)).toMatch(/^(end|ECONNRESET)$/);
      timer.cancel();
      client.close();
      await server[Symbol.asyncDispose]();
      expect(served, 'the factory was never called').toEqual([]);
    }));

  test('go on when the server closes', () =>
    withNothingLeft(async (loop) => {
      const serving = await serve(loop);
      const { server, served } = serving;
      const client = new Recorder();
      const connecting = loop.createTask(async () => loop.createConnection(() => client, { ...addressOf(server), ...clientOptions() }));
      await until(() => served.length > 0);
      server.close();
      await connecting;
      await until(() => served[0]?.transport != null);
      client.transport?.close();
      await server.waitClosed();
      expect(served[0]?.lost).toBe(true);
      await until(() => client.lost);
    }));

  test('that take too long are ended', () =>
    withNothingLeft(async (loop) => {
      const serving = await serve(loop, { sslHandshakeTimeout: 50 });
      const client = await connectSilently(loop, serving);
      expect(await endOf(loop, client)).toMatch(/^(end|ECONNRESET)$/);
      client.close();
      await serving.server[Symbol.asyncDispose]();
    }));
});

describe('a handshake that fails', () => {
  async function failingClient(loop: TestLoop, { server }: Serving): Promise<void> {
    const client = socket();
    await loop.sockConnect(client, addressOf(server));
    await loop.sockSendall(client, 'this is no TLS at all\r\n\r\n');
    await endOf(loop, client);
    client.close();
  }

  test('is nothing to report: clients fail', () =>
    withNothingLeft(async (loop) => {
      const serving = await serve(loop);
      await failingClient(loop, serving);
      await serving.server[Symbol.asyncDispose]();
    }));

  test('is reported in debug mode, with the protocol', () =>
    withNothingLeft(async (loop, reports) => {
      const serving = await serve(loop);
      loop.setDebug(true);
      await failingClient(loop, serving);
      await until(() => reports.length > 0);
      loop.setDebug(false);
      expect(reports.splice(0)).toMatchObject([
        { message: 'Error on transport creation for incoming connection', exception: expect.any(Error), protocol: serving.served[0] },
      ]);
      await serving.server[Symbol.asyncDispose]();
    }));

  test('of the factory is reported, and the client closed', () =>
    withNothingLeft(async (loop, reports) => {
      const error = new Error('from the factory');
      const factory = (): Protocol => {
        throw error;
      };
      const server = await loop.createServer(factory, { ...LOCAL, ssl: identity(certificates.server) });
      const client = socket();
      await loop.sockConnect(client, addressOf(server));
      expect(await endOf(loop, client)).toMatch(/^(end|ECONNRESET)$/);
      client.close();
      await until(() => reports.length > 0);
      expect(reports.splice(0)).toMatchObject([{ message: 'Error on transport creation for incoming connection', exception: error }]);
      await server[Symbol.asyncDispose]();
    }));
});

test('a client cancelled in the handshake leaves nothing open, on either side', () =>
  withNothingLeft(async (loop) => {
    const [listener, address] = bound();
    listener.listen();
    const client = new Recorder();
    const task = loop.createTask(async () => loop.createConnection(() => client, { ...address, ...clientOptions() }));
    const [accepted] = await loop.sockAccept(listener);
    await loop.sockRecv(accepted, 1);
    task.cancel();
    expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
    expect(client.events).toEqual([]);
    for (const sock of [accepted, listener]) sock.close();
  }));

test('serveForever cancelled waits for handshakes as for connections', () =>
  withNothingLeft(async (loop) => {
    const serving = await serve(loop);
    const forever = loop.createTask(async () => serving.server.serveForever());
    const client = await connectSilently(loop, serving);
    forever.cancel();
    await turns(5);
    expect(forever.done()).toBe(false);
    client.close();
    expect(await failureOf(() => forever)).toBeInstanceOf(CancelledError);
  }));

test('in a run that blocks, where TLS cannot go on, clients are closed and it is reported', async () => {
  const loop = newLoop();
  const reports: ExceptionContext[] = [];
  loop.setExceptionHandler((_loop, context) => reports.push(context));
  const { server, served } = await loop.runUntilComplete(async () => serve(loop));
  const client = socket(constants.AF_INET, constants.SOCK_STREAM, 0, { kernel });
  loop.runUntilCompleteSync(
    (function* () {
      yield* ensureFuture(loop.sockConnect(client, addressOf(server)), { loop });
      expect((yield* loop.sockRecv(client, 1)).length).toBe(0);
      server.close();
    })(),
  );
  expect(reports).toMatchObject([
    { message: 'Error on transport creation for incoming connection', exception: { code: 'ERR_SYNC_AWAIT' } },
  ]);
  expect(served).toEqual([]);
  client.close();
  loop.close();
});

/** How what a client hears ends. */
async function endOf(loop: TestLoop, client: Socket): Promise<string> {
  try {
    while ((await loop.sockRecv(client, 1000)).length > 0) await turns(1);
    return 'end';
  } catch (error) {
    return (error as { code: string }).code;
  }
}
