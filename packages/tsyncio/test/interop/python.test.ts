import { type EventLoop, type Future, run, type StreamProtocol } from 'tsyncio';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../../../../test-support/needs-tool.ts';
import type { Child } from '../child.ts';
import { describeBytes, EchoClient, EchoServer, Exchange, type When } from './peers.ts';
import { type Carrier, connectTo, overAbstract, overTcp, overUnix, type Place, serveAt, tlsCarriers } from './places.ts';
import { placeOf, type Said, saidBy, startPython } from './start-python.ts';

const manySizes = [1, 1023, 65_536, 1_048_576, 5_000_001];
const twoSizes = [65_536, 5_000_001];

/** Our server for the one connection of a Python client. */
async function serve<P extends StreamProtocol>(
  { place }: Carrier,
  makeProtocol: (lost: Future<void>) => P,
  startClient: (place: Place) => Child,
): Promise<readonly [P, Said]> {
  return await run(async (loop: EventLoop) => {
    const lost = loop.createFuture<void>();
    const protocol = makeProtocol(lost);
    const [server, where] = await serveAt(loop, place(), () => protocol);
    const said = await saidBy(startClient(where));
    await lost;
    server.close();
    await server.waitClosed();
    return [protocol, said] as const;
  });
}

/** Our client of a Python server. */
async function connect<P extends StreamProtocol>(makeProtocol: (lost: Future<void>) => P, python: Child): Promise<readonly [P, Said]> {
  const place = await placeOf(python);
  return await run(async (loop: EventLoop) => {
    const lost = loop.createFuture<void>();
    const [, protocol] = await connectTo(loop, place, () => makeProtocol(lost));
    await lost;
    return [protocol, await saidBy(python)] as const;
  });
}

function testEcho(carrier: Carrier, sizes: readonly number[]): void {
  describe(`Python's asyncio client and our server over ${carrier.title}`, () => {
    test.for(sizes)('gets %d random bytes back unchanged', async (size) => {
      const [protocol, said] = await serve(
        carrier,
        (lost) => new EchoServer(lost),
        (place) => startPython('echo.py', 'connect', place, size),
      );
      expect(said.sent.bytes).toBe(size);
      expect(describeBytes(protocol.received)).toEqual(said.sent);
      expect(said).toMatchObject({ same: true, received: said.sent });
    });
  });

  describe(`our client and Python's asyncio server over ${carrier.title}`, () => {
    test.for(sizes)('gets %d random bytes back unchanged', async (size) => {
      const [protocol, said] = await connect((lost) => new EchoClient(size, lost), startPython('echo.py', 'listen', carrier.place()));
      expect(protocol.message.length).toBe(size);
      expect(said.received).toEqual(describeBytes(protocol.message));
      expect(protocol.received.equals(protocol.message)).toBe(true);
    });
  });
}

const ends: readonly { readonly ours: When; readonly theirs: When; readonly title: string }[] = [
  { ours: 'at-once', theirs: 'at-once', title: 'while the other still sends' },
  { ours: 'at-once', theirs: 'after-eof', title: 'we first, Python when it has seen our end' },
  { ours: 'after-eof', theirs: 'at-once', title: 'Python first, we when we have seen its end' },
];

function expectExchanged(protocol: Exchange, said: Said, { ours, theirs, size }: { ours: When; theirs: When; size: number }): void {
  expect(describeBytes(protocol.received)).toEqual(said.sent);
  expect(said.received).toEqual(describeBytes(protocol.message));
  expect(said.sent.bytes).toBe(size);
  // Who waits for the end of the other has everything by then; and the other had nothing.
  if (ours === 'after-eof') expect([protocol.receivedWhenEnded, said.receivedWhenEnded]).toEqual([size, 0]);
  if (theirs === 'after-eof') expect([said.receivedWhenEnded, protocol.receivedWhenEnded]).toEqual([size, 0]);
}

function testExchange(carrier: Carrier, sizes: readonly number[]): void {
  describe.for(ends)(`over ${carrier.title} both sides send and end their own side: $title`, ({ ours, theirs }) => {
    test.for(sizes)('our server, %d bytes each way', async (size) => {
      const [protocol, said] = await serve(
        carrier,
        (lost) => new Exchange(size, ours, lost),
        (place) => startPython('exchange.py', 'connect', place, size, theirs),
      );
      expectExchanged(protocol, said, { ours, theirs, size });
    });

    test.for(sizes)('our client, %d bytes each way', async (size) => {
      const python = startPython('exchange.py', 'listen', carrier.place(), size, theirs);
      const [protocol, said] = await connect((lost) => new Exchange(size, ours, lost), python);
      expectExchanged(protocol, said, { ours, theirs, size });
    });
  });
}

describeWith(['python3'], 'streams', () => {
  testEcho(overTcp, manySizes);
  testEcho(overUnix, twoSizes);
  testEcho(overAbstract, twoSizes);
  testExchange(overTcp, [10, 1_048_576]);
  testExchange(overUnix, [1_048_576]);

  test('four Python clients are served while another client of the same server waits', async () => {
    await run(async (loop) => {
      const received: EchoServer[] = [];
      const makeProtocol = () => {
        const protocol = new EchoServer(loop.createFuture<void>());
        received.push(protocol);
        return protocol;
      };
      const [server, place] = await serveAt(loop, { port: 0 }, makeProtocol);
      const idle = await connectTo(loop, place, () => ({}));
      const clients = [1, 2, 3, 4].map(() => startPython('echo.py', 'connect', place, 300_000));
      const answers = await Promise.all(clients.map((client) => saidBy(client)));
      expect(answers.map(({ same }) => same)).toEqual([true, true, true, true]);
      expect(received).toHaveLength(5);
      idle[0].close();
      server.close();
      await server.waitClosed();
    });
  });
});

describeWith(['python3', 'openssl'], 'streams with TLS', () => {
  for (const carrier of tlsCarriers) testEcho(carrier, twoSizes);
});
