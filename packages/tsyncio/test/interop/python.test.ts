import { join } from 'node:path';
import { type EventLoop, type Future, type InetAddress, run, type Server, type StreamProtocol } from 'tsyncio';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../../../../test-support/needs-tool.ts';
import { type Child, outputOf, packageFolder, startChild } from '../child.ts';
import { type Described, describeBytes, EchoClient, EchoServer, Exchange, type When } from './peers.ts';

const sizes = [1, 1023, 65_536, 1_048_576, 5_000_001];

interface Said {
  readonly sent: Described;
  readonly received: Described;
  readonly same?: boolean;
  readonly receivedWhenEnded?: number;
}

function startPython(script: string, ...args: readonly (string | number)[]): Child {
  return startChild('python3', [join(packageFolder, 'test/interop', script), ...args.map(String)]);
}

/** The line of JSON at the end of its output. */
async function saidBy(python: Child): Promise<Said> {
  const output = await outputOf(python);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}

function portOf(server: Server): number {
  const [listening] = server.sockets;
  if (!listening) throw new Error('the server does not listen');
  return (listening.getsockname() as InetAddress).port;
}

/** Our server for the one connection of a Python client. */
async function serve<P extends StreamProtocol>(
  makeProtocol: (lost: Future<void>) => P,
  startClient: (port: number) => Child,
): Promise<readonly [P, Said]> {
  return await run(async (loop: EventLoop) => {
    const lost = loop.createFuture<void>();
    const protocol = makeProtocol(lost);
    const server = await loop.createServer(() => protocol, { host: '127.0.0.1', port: 0 });
    const said = await saidBy(startClient(portOf(server)));
    await lost;
    server.close();
    await server.waitClosed();
    return [protocol, said] as const;
  });
}

/** Our client of a Python server. */
async function connect<P extends StreamProtocol>(makeProtocol: (lost: Future<void>) => P, python: Child): Promise<readonly [P, Said]> {
  const port = Number((await python.printed(/^listening (\d+)$/m))[1]);
  return await run(async (loop: EventLoop) => {
    const lost = loop.createFuture<void>();
    const [, protocol] = await loop.createConnection(() => makeProtocol(lost), { host: '127.0.0.1', port });
    await lost;
    return [protocol, await saidBy(python)] as const;
  });
}

describeWith(['python3'], "Python's asyncio client and our server", () => {
  test.for(sizes)('gets %d random bytes back unchanged', async (size) => {
    const [protocol, said] = await serve(
      (lost) => new EchoServer(lost),
      (port) => startPython('echo.py', 'connect', port, size),
    );
    expect(said.sent.bytes).toBe(size);
    expect(describeBytes(protocol.received)).toEqual(said.sent);
    expect(said).toMatchObject({ same: true, received: said.sent });
  });

  test('is served while other clients of the same server wait', async () => {
    await run(async (loop) => {
      const received: EchoServer[] = [];
      const makeProtocol = () => {
        const protocol = new EchoServer(loop.createFuture<void>());
        received.push(protocol);
        return protocol;
      };
      const server = await loop.createServer(makeProtocol, { host: '127.0.0.1', port: 0 });
      const idle = await loop.createConnection(() => ({}), { host: '127.0.0.1', port: portOf(server) });
      const clients = [1, 2, 3, 4].map(() => startPython('echo.py', 'connect', portOf(server), 300_000));
      const answers = await Promise.all(clients.map(saidBy));
      expect(answers.map(({ same }) => same)).toEqual([true, true, true, true]);
      expect(received).toHaveLength(5);
      idle[0].close();
      server.close();
      await server.waitClosed();
    });
  });
});

describeWith(['python3'], "our client and Python's asyncio server", () => {
  test.for(sizes)('gets %d random bytes back unchanged', async (size) => {
    const [protocol, said] = await connect((lost) => new EchoClient(size, lost), startPython('echo.py', 'listen'));
    expect(protocol.message.length).toBe(size);
    expect(said.received).toEqual(describeBytes(protocol.message));
    expect(protocol.received.equals(protocol.message)).toBe(true);
  });
});

describeWith(['python3'], 'both sides send and end their own side', () => {
  const cases: readonly { readonly ours: When; readonly theirs: When; readonly title: string }[] = [
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

  describe.for(cases)('$title', ({ ours, theirs }) => {
    test.for([10, 1_048_576])('our server, %d bytes each way', async (size) => {
      const [protocol, said] = await serve(
        (lost) => new Exchange(size, ours, lost),
        (port) => startPython('exchange.py', 'connect', size, theirs, port),
      );
      expectExchanged(protocol, said, { ours, theirs, size });
    });

    test.for([10, 1_048_576])('our client, %d bytes each way', async (size) => {
      const [protocol, said] = await connect((lost) => new Exchange(size, ours, lost), startPython('exchange.py', 'listen', size, theirs));
      expectExchanged(protocol, said, { ours, theirs, size });
    });
  });
});
