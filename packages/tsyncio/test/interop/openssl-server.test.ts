import { type EventLoop, run, type TlsOptions, type Transport } from 'tsyncio';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../../test-support/failure-of.ts';
import { describeWith, pathOfTool } from '../../../../test-support/needs-tool.ts';
import { type Child, startChild } from '../child.ts';
import { certificateFiles, certificates, serverName } from './certificates.ts';
import { Collector } from './peers.ts';
import { clientTls } from './places.ts';

/** openssl as a server on a free port. */
async function startServer(...options: readonly string[]): Promise<{ readonly server: Child; readonly port: number }> {
  const files = certificateFiles();
  const args = ['s_server', '-accept', '127.0.0.1:0', '-cert', files['server.crt'], '-key', files['server.key'], ...options];
  const server = startChild(pathOfTool('openssl'), args);
  const [, port] = await server.printed(/^ACCEPT 127\.0\.0\.1:(\d+)/m);
  return { server, port: Number(port) };
}

/** Says one thing and collects what comes back. */
class Talker extends Collector {
  readonly #says: string;
  secure: Transport | undefined;

  constructor(says: string, lost: ConstructorParameters<typeof Collector>[0]) {
    super(lost);
    this.#says = says;
  }

  override connectionMade(transport: Transport): void {
    super.connectionMade(transport);
    this.secure = transport;
    transport.write(this.#says);
  }

  override dataReceived(data: Buffer): void {
    super.dataReceived(data);
    if (this.#says.length === this.receivedBytes) this.transport?.close();
  }
}

interface Options {
  readonly ssl?: TlsOptions;
  readonly name?: string;
}

async function talk(loop: EventLoop, port: number, says: string, { ssl = clientTls(), name = serverName }: Options = {}): Promise<Talker> {
  const lost = loop.createFuture<void>();
  const options = { host: '127.0.0.1', port, ssl, serverHostname: name };
  const [, protocol] = await loop.createConnection(() => new Talker(says, lost), options);
  await lost;
  return protocol;
}

describeWith(['openssl'], 'our client and openssl s_server', () => {
  test.for([
    ['-tls1_2', 'TLSv1.2'],
    ['-tls1_3', 'TLSv1.3'],
  ] as const)('talk with %s', async ([option, version]) => {
    const { port } = await startServer('-rev', option);
    await run(async (loop) => {
      const protocol = await talk(loop, port, 'reversed\n');
      expect(String(protocol.received)).toBe('desrever\n');
      expect(protocol.secure?.getExtraInfo('cipher')?.version).toBe(version);
      expect(protocol.secure?.getExtraInfo('peercert')?.subject.CN).toBe('server');
    });
  });

  test('gets a page to its end', async () => {
    const { port } = await startServer('-www');
    await run(async (loop) => {
      const { received } = await talk(loop, port, 'GET / HTTP/1.0\r\n\r\n');
      expect(String(received)).toMatch(/^HTTP\/1\.0 200 ok\r\n[\s\S]*<\/HTML>/i);
    });
  });

  test('agree on a protocol', async () => {
    const { port } = await startServer('-rev', '-alpn', 'one,two');
    await run(async (loop) => {
      const protocol = await talk(loop, port, 'x\n', { ssl: { ...clientTls(), ALPNProtocols: ['two', 'three'] } });
      expect(protocol.secure?.getExtraInfo('sslObject')?.alpnProtocol).toBe('two');
    });
  });

  test('shows the certificate that the server insists on', async () => {
    const { port } = await startServer('-rev', '-Verify', '1', '-verify_return_error', '-CAfile', certificateFiles()['ca.crt']);
    const { 'client.crt': cert, 'client.key': key } = certificates();
    await run(async (loop) => {
      const { received } = await talk(loop, port, 'abc\n', { ssl: { ...clientTls(), cert, key } });
      expect(String(received)).toBe('cba\n');
    });
  });

  describe('refuses', () => {
    test('a certificate for another name', async () => {
      const { port } = await startServer('-rev');
      const failure = await run((loop) => failureOf(() => talk(loop, port, 'x\n', { name: 'other.test' })));
      expect(failure.code).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    });

    test('a certificate of an unknown authority', async () => {
      const { port } = await startServer('-rev');
      const failure = await run((loop) => failureOf(() => talk(loop, port, 'x\n', { ssl: {} })));
      expect(failure.code).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    });

    test('neither where it is told not to verify', async () => {
      const { port } = await startServer('-rev');
      await run(async (loop) => {
        const { received } = await talk(loop, port, 'abc\n', { ssl: { rejectUnauthorized: false }, name: 'other.test' });
        expect(String(received)).toBe('cba\n');
      });
    });
  });
});
