import { type EventLoop, type Future, run, type TlsOptions, type Transport } from 'tsyncio';
import { describe, expect, test } from 'vitest';
import { describeWith, pathOfTool } from '../../../../test-support/needs-tool.ts';
import { type Child, type Ended, startChild } from '../child.ts';
import { certificateFiles, certificates, serverName } from './certificates.ts';
import { serverTls } from './places.ts';

/** Answers each line in capitals; "bye" is its last. */
class Shout {
  transport: Transport | undefined;
  readonly #lost: Future<Error | null>;
  #line = '';

  constructor(lost: Future<Error | null>) {
    this.#lost = lost;
  }

  connectionMade(transport: Transport): void {
    this.transport = transport;
  }

  dataReceived(data: Buffer): void {
    this.#line += data;
    for (let end = this.#line.indexOf('\n'); end >= 0; end = this.#line.indexOf('\n')) {
      const line = this.#line.slice(0, end);
      this.#line = this.#line.slice(end + 1);
      this.transport?.write(`${line.toUpperCase()}\n`);
      if (line === 'bye') this.transport?.close();
    }
  }

  connectionLost(error: Error | null): void {
    this.#lost.setResult(error);
  }
}

/** openssl as a client that says `input`, until the server ends. It fails on a bad certificate, and on an end without close_notify. */
function startClient(port: number | undefined, input: string, ...options: readonly string[]): Child {
  const verified = ['-CAfile', certificateFiles()['ca.crt'], '-verify_return_error', '-verify_hostname', serverName];
  const args = ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', serverName, '-quiet', ...verified, ...options];
  return startChild(pathOfTool('openssl'), args, { input });
}

interface Served {
  readonly client: Ended;
  /** What the protocol was told at its end; `undefined` when there was none. */
  readonly lost?: Error | null;
  readonly transport: Transport | undefined;
}

/** One connection from openssl to a server of ours. */
async function serve(ssl: TlsOptions, input: string, ...options: readonly string[]): Promise<Served> {
  return await run(async (loop: EventLoop) => {
    const lost = loop.createFuture<Error | null>();
    const protocols: Shout[] = [];
    const makeProtocol = () => {
      const protocol = new Shout(lost);
      protocols.push(protocol);
      return protocol;
    };
    const server = await loop.createServer(makeProtocol, { host: '127.0.0.1', port: 0, ssl });
    const address = server.sockets[0]?.getsockname() as { port: number };
    const client = await startClient(address.port, input, ...options).ended;
    const transport = protocols[0]?.transport;
    const served = transport === undefined ? { client, transport } : { client, transport, lost: await lost };
    server.close();
    await server.waitClosed();
    return served;
  });
}

describeWith(['openssl'], 'openssl s_client', () => {
  test.for([
    ['TLSv1.2', '-tls1_2'],
    ['TLSv1.3', '-tls1_3'],
  ] as const)('talks to our server over %s, to the end', async ([version, option]) => {
    const { client, lost, transport } = await serve(serverTls(), 'hello\nbye\n', option);
    expect([client.code, client.stdout]).toEqual([0, 'HELLO\nBYE\n']);
    expect(lost).toBe(null);
    expect(transport?.getExtraInfo('cipher')?.version).toBe(version);
    expect(transport?.getExtraInfo('peercert')).toEqual({});
  });

  test('sends a megabyte in lines', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index} ${'x'.repeat(40)}\n`).join('');
    const { client } = await serve(serverTls(), `${lines}bye\n`);
    expect(client.code).toBe(0);
    expect(client.stdout === `${lines.toUpperCase()}BYE\n`).toBe(true);
  });

  test('agrees with our server on a protocol', async () => {
    const { client, transport } = await serve({ ...serverTls(), ALPNProtocols: ['shout', 'whisper'] }, 'bye\n', '-alpn', 'sing,shout');
    expect(client.code).toBe(0);
    expect(transport?.getExtraInfo('sslObject')?.alpnProtocol).toBe('shout');
  });

  describe('where our server asks for a certificate', () => {
    const ssl = (): TlsOptions => ({ ...serverTls(), ca: certificates()['ca.crt'], requestCert: true });

    test('shows one', async () => {
      const files = certificateFiles();
      const { client, transport } = await serve(ssl(), 'bye\n', '-cert', files['client.crt'], '-key', files['client.key']);
      expect([client.code, client.stdout]).toEqual([0, 'BYE\n']);
      expect(transport?.getExtraInfo('peercert')?.subject.CN).toBe('client');
    });

    test('is refused without one', async () => {
      const { client } = await serve(ssl(), 'bye\n');
      expect(client.code).not.toBe(0);
      expect(client.stdout).toBe('');
    });

    test('is taken without one by a server that does not insist', async () => {
      const { client } = await serve({ ...ssl(), rejectUnauthorized: false }, 'bye\n');
      expect([client.code, client.stdout]).toEqual([0, 'BYE\n']);
    });
  });

  test('refuses our server when the name is another', async () => {
    const { client } = await serve(serverTls(), 'bye\n', '-verify_hostname', 'other.test');
    expect(client.code).not.toBe(0);
    expect([client.stdout, client.stderr]).toEqual(['', expect.stringContaining('hostname mismatch')]);
  });

  test('finds no version of TLS in common with our server', async () => {
    const { client, transport } = await serve({ ...serverTls(), minVersion: 'TLSv1.3' }, 'bye\n', '-tls1_2');
    expect(client.code).not.toBe(0);
    expect([client.stderr, transport]).toEqual([expect.stringContaining('alert protocol version'), undefined]);
  });
});
