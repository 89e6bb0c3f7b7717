import { randomBytes } from 'node:crypto';
import { type DatagramProtocol, type DatagramTransport, type Future, type InetAddress, run } from 'tsyncio';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../../../../test-support/needs-tool.ts';
import { type Child, outputOf, startTypeScript } from '../child.ts';
import { saidBy, startPython } from './start-python.ts';

const SIZES = [1, 0, 100, 1472, 9000, 65_507];
const here = { host: '127.0.0.1', port: 0 };

class Echo implements DatagramProtocol {
  transport!: DatagramTransport;

  connectionMade(transport: DatagramTransport): void {
    this.transport = transport;
  }

  datagramReceived(data: Buffer, address: InetAddress): void {
    this.transport.sendto(data, address);
  }
}

/** Sends datagrams of several sizes, each after the answer to the one before. */
class Asking implements DatagramProtocol {
  readonly came: (number | string)[] = [];
  readonly #done: Future<void>;
  #message: Buffer = Buffer.alloc(0);
  transport!: DatagramTransport;

  constructor(done: Future<void>) {
    this.#done = done;
  }

  connectionMade(transport: DatagramTransport): void {
    this.transport = transport;
    this.#askNext();
  }

  datagramReceived(data: Buffer): void {
    this.came.push(data.equals(this.#message) ? data.length : 'something else');
    if (this.came.length === SIZES.length) this.transport.close();
    else this.#askNext();
  }

  errorReceived(error: Error): void {
    this.#done.setException(error);
  }

  connectionLost(): void {
    this.#done.setResult();
  }

  #askNext(): void {
    this.#message = randomBytes(SIZES[this.came.length] ?? 0);
    this.transport.sendto(this.#message);
  }
}

describeWith(['python3'], 'over UDP', () => {
  test("our client gets every datagram back from Python's asyncio", async () => {
    const python = startPython('udp_echo.py', 'listen');
    const [, port = ''] = await python.printed(/^listening (\d+)\n/);
    const came = await run(async (loop) => {
      const done = loop.createFuture<void>();
      const remoteAddr = { ...here, port: Number(port) };
      const [, asking] = await loop.createDatagramEndpoint(() => new Asking(done), { remoteAddr });
      await done;
      return asking.came;
    });
    expect(came).toEqual(SIZES);
    await python.kill();
  });

  test("Python's asyncio gets every datagram back from our server", async () => {
    const came = await run(async (loop) => {
      const [transport] = await loop.createDatagramEndpoint(() => new Echo(), { localAddr: here });
      const { port } = transport.getExtraInfo('sockname') as InetAddress;
      const said = await saidBy<number[]>(startPython('udp_echo.py', 'connect', port));
      transport.close();
      return said;
    });
    expect(came).toEqual(SIZES);
  });
});

describe('udp-echo-client', () => {
  async function startServer(): Promise<{ readonly server: Child; readonly port: string }> {
    const server = startTypeScript('examples/udp-echo-server.ts');
    const [, port = ''] = await server.printed(/^listening on 127\.0\.0\.1:(\d+)$/m);
    return { server, port };
  }

  test('gets its message back from udp-echo-server, which serves one after another', async () => {
    const { server, port } = await startServer();
    for (let i = 0; i < 2; i++) {
      const said = await outputOf(startTypeScript('examples/udp-echo-client.ts', [port]));
      expect(said).toBe('Send: "Hello World!"\nReceived: "Hello World!"\nThe endpoint is closed\n');
    }
    const { stdout } = await server.kill();
    const lines = stdout.trimEnd().split('\n').slice(1);
    expect(lines).toEqual(Array.from({ length: 2 }, () => expect.stringMatching(/^Received "Hello World!" from 127\.0\.0\.1:\d+$/)));
  });

  test('says that nobody is there', async () => {
    const { server, port } = await startServer();
    await server.kill();
    const said = await outputOf(startTypeScript('examples/udp-echo-client.ts', [port]));
    expect(said).toMatch(/^Send: "Hello World!"\nError received: .*ECONNREFUSED.*\nThe endpoint is closed\n$/);
  });
});
