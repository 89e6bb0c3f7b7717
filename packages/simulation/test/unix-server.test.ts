import { createLoop, type ExceptionContext, type Protocol, sleep } from '@tsyncio/core';
import { type SocketPaths, SystemError } from '@tsyncio/core/area';
import { constants, socket, sockets } from '@tsyncio/sockets';
import { transports } from '@tsyncio/transports';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { simulatedKernel, simulatedNetwork } from '../src/index.ts';
import { simulate, type TestLoop } from './simulation.ts';

const PATH = '/run/service.sock';
const make = (): Protocol => ({});

async function talk(loop: TestLoop, path: string): Promise<string> {
  const answered = loop.createFuture<string>();
  const client: Protocol = { dataReceived: (data) => answered.setResult(String(data)) };
  const [transport] = await loop.createUnixConnection(() => client, { path });
  const text = await answered;
  transport.abort();
  await sleep(1);
  return text;
}

/** A protocol that says its name to whoever connects. */
function saying(name: string): () => Protocol {
  return () => ({ connectionMade: (transport) => transport.write(name) });
}

describe('createUnixServer', () => {
  test('listens at a path, which goes with the server', () =>
    simulate(async (loop, kernel) => {
      const server = await loop.createUnixServer(saying('one'), { path: PATH });
      expect(kernel.paths.identify(PATH)).not.toBe(null);
      expect(await talk(loop, PATH)).toBe('one');
      server.close();
      expect(kernel.paths.identify(PATH)).toBe(null);
      await server.waitClosed();
      expect((await failureOf(() => loop.createUnixConnection(make, { path: PATH }))).code).toBe('ENOENT');
    }));

  test('replaces the socket that somebody left there', () =>
    simulate(async (loop, kernel) => {
      const left = socket(constants.AF_UNIX, constants.SOCK_STREAM, 0, { kernel });
      left.bind(PATH);
      left.close();
      const server = await loop.createUnixServer(saying('two'), { path: PATH });
      expect(await talk(loop, PATH)).toBe('two');
      await server[Symbol.asyncDispose]();
    }));

  test('leaves the path alone with cleanupSocket false', () =>
    simulate(async (loop, kernel) => {
      const server = await loop.createUnixServer(make, { path: PATH, cleanupSocket: false });
      server.close();
      expect(kernel.paths.identify(PATH)).not.toBe(null);
    }));

  test('leaves the path alone when another server has it by then', () =>
    simulate(async (loop, kernel) => {
      const first = await loop.createUnixServer(saying('first'), { path: PATH });
      const second = await loop.createUnixServer(saying('second'), { path: PATH });
      first.close();
      expect(await talk(loop, PATH)).toBe('second');
      await second[Symbol.asyncDispose]();
      expect(kernel.paths.identify(PATH)).toBe(null);
    }));

  test('removes the path of a socket that it was given', () =>
    simulate(async (loop, kernel) => {
      const sock = socket(constants.AF_UNIX, constants.SOCK_STREAM, 0, { kernel });
      sock.bind(PATH);
      const server = await loop.createUnixServer(saying('given'), { sock });
      expect(await talk(loop, PATH)).toBe('given');
      await server[Symbol.asyncDispose]();
      expect(kernel.paths.identify(PATH)).toBe(null);
    }));

  test('does nothing about a path that somebody removed', () =>
    simulate(async (loop, kernel) => {
      const server = await loop.createUnixServer(make, { path: PATH });
      kernel.paths.remove(PATH);
      await server[Symbol.asyncDispose]();
    }));

  test('listens at an abstract name', () =>
    simulate(async (loop) => {
      const server = await loop.createUnixServer(saying('abstract'), { path: '\0service' });
      expect(String(server)).toBe('<Server serving @service>');
      expect(await failureOf(() => loop.createUnixServer(make, { path: '\0service' }))).toMatchObject({ code: 'EADDRINUSE' });
      expect(await talk(loop, '\0service')).toBe('abstract');
      await server[Symbol.asyncDispose]();
    }));

  test('does without cleaning up on a kernel that knows no paths', async () => {
    const { paths, ...kernel } = simulatedKernel({ seed: 1 });
    const loop = createLoop([sockets(), transports()], kernel);
    await loop.runUntilComplete(async () => {
      const server = await loop.createUnixServer(saying('there'), { path: PATH });
      expect(await talk(loop, PATH)).toBe('there');
      await server[Symbol.asyncDispose]();
      expect(paths.identify(PATH)).not.toBe(null);
      expect(await failureOf(() => loop.createUnixServer(make, { path: PATH }))).toMatchObject({ code: 'EADDRINUSE', path: PATH });
    });
    loop.close();
    expect(kernel.openDescriptors()).toEqual([]);
  });

  test('can serve a loop on another kernel of the same network', async () => {
    const network = simulatedNetwork();
    const [here, there] = [simulatedKernel({ seed: 1, network }), simulatedKernel({ seed: 2, network })];
    const [one, other] = [here, there].map((kernel) => createLoop([sockets(), transports()], kernel)) as [TestLoop, TestLoop];
    const server = await one.runUntilComplete(async () => one.createUnixServer(saying('hello'), { path: PATH }));
    const serving = one.runUntilComplete(async () => server.waitClosed());
    expect(await other.runUntilComplete(async () => talk(other, PATH))).toBe('hello');
    one.callSoonThreadsafe(() => server.close());
    await serving;
    for (const loop of [one, other]) loop.close();
    expect([...here.openDescriptors(), ...there.openDescriptors()]).toEqual([]);
  });
});

describe('a path that cannot be looked at', () => {
  const fault = new SystemError('EACCES', -13, 'stat', { address: PATH });

  async function withPaths(
    wrong: Partial<SocketPaths>,
    body: (loop: TestLoop, reports: ExceptionContext[]) => Promise<void>,
  ): Promise<void> {
    const kernel = simulatedKernel({ seed: 1 });
    const paths: SocketPaths = { identify: (path) => kernel.paths.identify(path), remove: (path) => kernel.paths.remove(path), ...wrong };
    const loop = createLoop([sockets(), transports()], { ...kernel, paths });
    const reports: ExceptionContext[] = [];
    loop.setExceptionHandler((_loop, context) => reports.push(context));
    await loop.runUntilComplete(async () => body(loop, reports));
    loop.close();
    expect([reports, kernel.openDescriptors()]).toEqual([[], []]);
  }

  function refuse(): never {
    throw fault;
  }

  test('is reported, and then it is bound all the same', () =>
    withPaths({ identify: refuse }, async (loop, reports) => {
      const server = await loop.createUnixServer(saying('bound'), { path: PATH });
      expect(reports.splice(0).map(({ message, exception }) => [message, exception])).toEqual([
        [`Unable to check or remove the stale Unix socket '${PATH}'`, fault],
        [`Unable to clean up the Unix socket '${PATH}'`, fault],
      ]);
      expect(await talk(loop, PATH)).toBe('bound');
      await server[Symbol.asyncDispose]();
    }));

  test('is reported when the server closes', () =>
    withPaths({ remove: refuse }, async (loop, reports) => {
      const server = await loop.createUnixServer(make, { path: PATH });
      server.close();
      expect(reports.splice(0)).toMatchObject([{ message: `Unable to clean up the Unix socket '${PATH}'`, exception: fault }]);
      const error = await failureOf(() => loop.createUnixServer(make, { path: PATH }));
      expect(error).toMatchObject({ code: 'EADDRINUSE', path: PATH });
      expect(reports.splice(0)).toMatchObject([{ exception: fault }]);
    }));
});
