import { join } from 'node:path';
import { type Protocol, SystemError } from '@tsyncio/core';
import { constants, socketpair } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { adoptStream } from '../src/index.ts';
import { Recorder } from './recorder.ts';
import { pairOfStreams } from './stream-pairs.ts';
import { unixFolder } from './unix-folder.ts';
import { type TestLoop, until, withLoop } from './with-loop.ts';

const { folder } = unixFolder();
const make = (): Protocol => ({});
const [host, port] = ['127.0.0.1', 0];
type Call = (loop: TestLoop, options: object) => Promise<unknown>;

const listen: Call = (loop, options) => loop.createServer(make, { host, port, ...options });
const connect: Call = (loop, options) => loop.createConnection(make, { host, port: 1, ...options });
const listenUnix: Call = (loop, options) => loop.createUnixServer(make, { path: join(folder, 'never'), ...options });
const endpoint: Call = (loop, options) => loop.createDatagramEndpoint(make, { localAddr: { host, port }, ...options });

async function expectRefusal(call: () => Promise<unknown>, words: string): Promise<void> {
  const before = openSockets();
  const error = await failureOf(call);
  expect(error.message).toMatch(words);
  expect(error.name).toMatch(/^(Type|Range)Error$/);
  expect(openSockets()).toEqual(before);
}

describe('numbers for the system must be numbers, also when the host is numeric and nobody is asked', () => {
  const methods: [string, Call, readonly string[]][] = [
    ['createServer', listen, ['family', 'flags']],
    ['createConnection', connect, ['family', 'proto', 'flags']],
    ['createDatagramEndpoint', endpoint, ['family', 'proto', 'flags']],
  ];
  for (const [method, call, names] of methods) {
    test.each(names)(`${method}: %s`, (name) =>
      withLoop(async (loop) => {
        for (const wrong of ['IPv6', Number.NaN, 1.5, 2 ** 40, true, {}])
          await expectRefusal(() => call(loop, { [name]: wrong }), `${name} must be`);
      }),
    );
  }
});

describe('what is on or off must be true or false', () => {
  const methods: [string, Call, readonly string[]][] = [
    ['createServer', listen, ['reuseAddress', 'reusePort', 'keepAlive', 'startServing']],
    ['createUnixServer', listenUnix, ['cleanupSocket', 'startServing']],
    ['createConnection', connect, ['allErrors']],
    ['createDatagramEndpoint', endpoint, ['reusePort', 'allowBroadcast']],
  ];
  for (const [method, call, names] of methods) {
    test.each(names)(`${method}: %s`, (name) =>
      withLoop(async (loop) => {
        for (const wrong of [0, 1, 'false', {}])
          await expectRefusal(() => call(loop, { [name]: wrong }), `${name} must be true or false, got`);
      }),
    );
  }

  test('null is what is usual, as in asyncio', () =>
    withLoop(async (loop) => {
      const usual = { reuseAddress: null, reusePort: null, keepAlive: null, startServing: null };
      const server = await loop.createServer(make, { host, port, ...usual } as never);
      expect(server.isServing()).toBe(true);
      const [sock] = server.sockets;
      expect(sock?.getsockopt(constants.SOL_SOCKET as number, constants.SO_REUSEADDR as number)).toBe(1);
      server.close();
    }));

  test('of TLS, whether a peer is looked at', () =>
    withLoop(async (loop) => {
      for (const name of ['requestCert', 'rejectUnauthorized'])
        for (const wrong of [0, 1, 'true'])
          await expectRefusal(() => listen(loop, { ssl: { [name]: wrong } }), `ssl.${name} must be true or false, got`);
    }));

  test('sendfile: fallback', () =>
    withLoop(async (loop) => {
      const [left, right] = socketpair();
      const [transport] = await loop.connectAcceptedSocket(make, left);
      await expectRefusal(() => loop.sendfile(transport, 0, { fallback: 'no' } as never), 'fallback must be true or false, got string');
      transport.close();
      right.close();
    }));
});

test('a file that is not open fails sendfile with a SystemError', () =>
  withLoop(async (loop) => {
    const [left, right] = socketpair();
    const [transport] = await loop.connectAcceptedSocket(make, left);
    const error = await failureOf(() => loop.sendfile(transport, 1_000_000));
    expect(error).toBeInstanceOf(SystemError);
    expect(error).toMatchObject({ code: 'EBADF', syscall: 'fstat', message: 'fstat EBADF (descriptor 1000000 is not open)' });
    transport.close();
    right.close();
  }));

describe('a promise of a protocol, which an async factory gives, is refused: nobody would be told anything', () => {
  const words = 'the factory must return a protocol, got a promise: await before there is a connection, not while its protocol is made';
  const asynchronous = (async () => make()) as never;

  test('by what connects', () =>
    withLoop(async (loop) => {
      const server = await loop.createServer(make, { host, port });
      const [sock] = server.sockets;
      const address = sock?.getsockname() as { host: string; port: number };
      const [left, right] = socketpair();
      const calls = [
        () => loop.createConnection(asynchronous, address),
        () => loop.connectAcceptedSocket(asynchronous, left),
        () => loop.createDatagramEndpoint(asynchronous, { localAddr: { host, port } }),
        () => adoptStream(loop, asynchronous, pairOfStreams()[0]),
      ];
      for (const call of calls) expect(await failureOf(call)).toEqual(new TypeError(words));
      expect(left.fileno()).toBe(-1);
      server.close();
      server.closeClients();
      right.close();
    }));

  test('by a server, which reports it and closes the connection', () =>
    withLoop(async (loop, reports) => {
      const server = await loop.createServer(asynchronous, { host, port });
      const address = server.sockets[0]?.getsockname() as { host: string; port: number };
      const client = new Recorder();
      await loop.createConnection(() => client, address);
      await until(() => client.events.some((event) => event.startsWith('lost')));
      expect(reports.splice(0)).toEqual([
        { message: 'Error on transport creation for incoming connection', exception: new TypeError(words) },
      ]);
      server.close();
    }));
});

describe('on every kind of transport', () => {
  test('writelines refuses what is no list, instead of writing nothing', () =>
    withLoop(async (loop) => {
      const [left, right] = socketpair();
      const [pipeEnd, otherEnd] = socketpair();
      const [one, other] = pairOfStreams();
      const [stream] = await loop.connectAcceptedSocket(make, left);
      const [pipe] = await loop.connectWritePipe(make, pipeEnd.detach());
      const [adopted] = await adoptStream(loop, make, one);
      const notYet = (async function* () {
        yield 'data';
      })();
      const wrong = [undefined, null, 5, true, {}, { length: 1 }, () => {}, 'text', Buffer.from('bytes'), notYet];
      for (const transport of [stream, pipe, adopted]) {
        for (const list of wrong) expect(() => transport.writelines(list as never)).toThrow(/^writelines needs a list of buffers, got /);
        expect(transport.isClosing()).toBe(false);
        transport.close();
      }
      other.destroy();
      right.close();
      otherEnd.close();
    }));

  test('setProtocol refuses what is no protocol, and keeps the one that it has', () =>
    withLoop(async (loop) => {
      const [left, right] = socketpair();
      const [readEnd, writeEnd] = socketpair();
      const [one, other] = pairOfStreams();
      const protocol = new Recorder();
      const [stream] = await loop.connectAcceptedSocket(() => protocol, left);
      const [reading] = await loop.connectReadPipe(make, readEnd.detach());
      const [writing] = await loop.connectWritePipe(make, writeEnd.detach());
      const [adopted] = await adoptStream(loop, make, one);
      const [datagrams] = await loop.createDatagramEndpoint(make, { localAddr: { host, port } });
      for (const transport of [stream, reading, writing, adopted, datagrams]) {
        const before = transport.getProtocol();
        for (const wrong of [undefined, null, 5, 'protocol', true])
          expect(() => transport.setProtocol(wrong as never)).toThrow(/^setProtocol needs a protocol, got /);
        expect(transport.getProtocol()).toBe(before);
      }
      right.send('still heard');
      await until(() => protocol.received.length > 0);
      expect(String(protocol.received[0])).toBe('still heard');
      for (const transport of [stream, reading, writing, adopted, datagrams]) transport.close();
      other.destroy();
      right.close();
    }));
});
