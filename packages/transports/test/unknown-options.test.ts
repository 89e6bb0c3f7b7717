import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { Protocol, Transport } from '@tsyncio/core';
import { constants, socketpair } from '@tsyncio/sockets';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { openSockets } from '../../../test-support/open-descriptors.ts';
import { adoptStream } from '../src/index.ts';
import { pairOfStreams } from './stream-pairs.ts';
import { unixFolder } from './unix-folder.ts';
import { type TestLoop, withLoop } from './with-loop.ts';

const { folder, freshPath } = unixFolder();
const make = (): Protocol => ({});
const [host, port] = ['127.0.0.1', 0];

describe('refuses an option that it does not know, naming it and those that there are', () => {
  const cases: [method: string, call: (loop: TestLoop) => Promise<unknown>, words: RegExp][] = [
    [
      'createConnection',
      (loop) => loop.createConnection(make, { host, port, hapyEyeballsDelay: 250 } as never),
      /^createConnection has no option 'hapyEyeballsDelay': it takes host, port, .*happyEyeballsDelay, .*serverHostname/,
    ],
    [
      'createServer',
      (loop) => loop.createServer(make, { host, prot: 1 } as never),
      /^createServer has no option 'prot': it takes host, port,/,
    ],
    [
      'createUnixConnection',
      (loop) => loop.createUnixConnection(make, { path: freshPath(), host } as never),
      /^createUnixConnection has no option 'host': it takes path, sock/,
    ],
    [
      'createUnixServer',
      (loop) => loop.createUnixServer(make, { path: freshPath(), cleanUp: false } as never),
      /^createUnixServer has no option 'cleanUp': .*cleanupSocket/,
    ],
    [
      'connectAcceptedSocket',
      (loop) => loop.connectAcceptedSocket(make, {} as never, { tls: {} } as never),
      /^connectAcceptedSocket has no option 'tls': it takes ssl/,
    ],
    [
      'createDatagramEndpoint',
      (loop) => loop.createDatagramEndpoint(make, { localAddr: { host, port }, reuseAddress: true } as never),
      /^createDatagramEndpoint has no option 'reuseAddress': .*reusePort/,
    ],
    ['getaddrinfo', (loop) => loop.getaddrinfo(host, 80, { typ: 1 } as never), /^getaddrinfo has no option 'typ': it takes family, type/],
    [
      'startTls',
      (loop) => loop.startTls({} as Transport, {}, { ssl: {}, hostname: 'x' } as never),
      /^startTls has no option 'hostname': .*serverHostname/,
    ],
  ];

  test.each(cases)('%s', (_method, call, words) =>
    withLoop(async (loop) => {
      const error = await failureOf(() => call(loop));
      expect(error).toBeInstanceOf(TypeError);
      expect((error as Error).message).toMatch(words);
    }),
  );

  test('whatever it is set to, and with nothing opened', () =>
    withLoop(async (loop) => {
      const before = openSockets();
      for (const nothing of [undefined, null, false])
        expect(await failureOf(() => loop.createServer(make, { host, port, reusePrt: nothing } as never))).toBeInstanceOf(TypeError);
      expect(openSockets()).toEqual(before);
    }));

  test('but not what all objects have by inheritance', () =>
    withLoop(async (loop) => {
      const inherited = Object.create({ prot: 1, toJSON: () => '' }) as object;
      const server = await loop.createServer(make, Object.assign(inherited, { host, port }));
      server.close();
    }));

  test('sendfile', () =>
    withLoop(async (loop) => {
      const path = join(folder, 'file');
      await writeFile(path, 'content');
      const file = await open(path);
      const [left, right] = socketpair();
      const [transport] = await loop.connectAcceptedSocket(make, left);
      const error = await failureOf(() => loop.sendfile(transport, file, { ofset: 3 } as never));
      expect(error).toBeInstanceOf(TypeError);
      expect((error as Error).message).toBe("sendfile has no option 'ofset': it takes offset, count, fallback");
      // The place of the offset in asyncio.
      for (const wrong of [3, null])
        expect((await failureOf(() => loop.sendfile(transport, file, wrong as never))) as Error).toMatchObject({
          name: 'TypeError',
          message: `sendfile needs an options object, got ${wrong === null ? 'null' : 'number'}`,
        });
      transport.close();
      right.close();
      await file.close();
    }));
});

test('options of TLS are not looked at: node:tls has more than are named here', () =>
  withLoop(async (loop) => {
    const ssl = { secureContext: createSecureContext(), honorCipherOrder: true, sigalgs: 'ed25519' };
    const server = await loop.createServer(make, { host, port, ssl });
    server.close();
  }));

describe('setWriteBufferLimits refuses what are no limits, on every kind of transport', () => {
  const wrong: [what: string, limits: unknown, error: object][] = [
    ['another name', { hi: 5 }, { name: 'TypeError', message: "setWriteBufferLimits has no option 'hi': it takes high, low" }],
    ['a number, as asyncio takes it', 0, { name: 'TypeError', message: 'setWriteBufferLimits needs an options object, got number' }],
    ['null', null, { name: 'TypeError', message: 'setWriteBufferLimits needs an options object, got null' }],
    ['a mark that is text', { high: '5' }, { name: 'TypeError', message: 'high must be a number of bytes, got string' }],
    ['a mark that is a bigint', { low: 5n }, { name: 'TypeError', message: 'low must be a number of bytes, got bigint' }],
    ['a mark that is NaN', { high: Number.NaN }, { name: 'RangeError' }],
  ];

  test.each(wrong)('%s', (_what, limits, expected) =>
    withLoop(async (loop) => {
      const [left, right] = socketpair();
      const [pipeLeft, pipeRight] = socketpair();
      const [one, other] = pairOfStreams();
      const [stream] = await loop.connectAcceptedSocket(make, left);
      const [pipe] = await loop.connectWritePipe(make, pipeLeft.detach());
      const [adopted] = await adoptStream(loop, make, one);
      const [datagrams] = await loop.createDatagramEndpoint(make, { family: constants.AF_INET });
      for (const transport of [stream, pipe, adopted, datagrams]) {
        const before = transport.getWriteBufferLimits();
        expect(() => transport.setWriteBufferLimits(limits as never)).toThrow(expect.objectContaining(expected));
        expect(transport.getWriteBufferLimits()).toEqual(before);
        transport.setWriteBufferLimits({ high: null, low: 7 } as never);
        expect(transport.getWriteBufferLimits()).toEqual([7, 28]);
        transport.close();
      }
      other.destroy();
      right.close();
      pipeRight.close();
    }),
  );
});
