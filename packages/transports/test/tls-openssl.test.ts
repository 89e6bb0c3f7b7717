import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from '@tsyncio/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Certificates, identity, makeCertificates } from '../../../test-support/certificates.ts';
import { bound } from './listening.ts';
import { Recorder } from './recorder.ts';
import { serveTls } from './tls-pairs.ts';
import { type TestLoop, until, withLoop } from './with-loop.ts';

let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});
afterAll(() => certificates.remove());

interface Program {
  readonly child: ChildProcessWithoutNullStreams;
  output: string;
}

/** The openssl program, until the test body is done with it. */
async function withOpenssl(args: readonly string[], body: (program: Program) => Promise<void>): Promise<void> {
  const child = spawn('openssl', args);
  const ended = once(child, 'close');
  const program: Program = { child, output: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      program.output += text;
    });
  }
  child.stdin.on('error', () => {});
  try {
    await body(program);
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

const versions = ['-tls1_2', '-tls1_3'];

describe.each(versions)('openssl %s as the server', (version) => {
  const arguments_ = (): string[] => {
    const { certFile, keyFile } = certificates.server;
    return ['s_server', '-accept', '127.0.0.1:0', '-cert', certFile, '-key', keyFile, '-quiet', '-alpn', 'other,ours', version];
  };

  /** -quiet hides where it listens, so it says so without. */
  async function portOf(program: Program): Promise<number> {
    let port: string | undefined;
    await until(() => {
      [, port] = /ACCEPT \S*:(\d+)/.exec(program.output) ?? [];
      return port !== undefined;
    });
    return Number(port);
  }

  test('a client talks with it, by name and with ALPN, and ends by itself', () =>
    withLoop((loop) =>
      withOpenssl(
        arguments_().filter((argument) => argument !== '-quiet'),
        async (program) => {
          const port = await portOf(program);
          const protocol = new Recorder();
          const ssl = { ca: certificates.ca, ALPNProtocols: ['ours'] };
          const [transport] = await loop.createConnection(() => protocol, { host: 'localhost', port, ssl });
          expect(transport.getExtraInfo('sslObject')?.alpnProtocol).toBe('ours');
          transport.write('hello from a transport\n');
          await until(() => program.output.includes('hello from a transport'));
          program.child.stdin.write('hello from openssl\n');
          await until(() => protocol.text === 'hello from openssl\n');
          transport.close();
          await until(() => protocol.lost);
          expect(protocol.error).toBeNull();
        },
      ),
    ));

  test('a client hears when it ends', () =>
    withLoop((loop) =>
      withOpenssl(
        arguments_().filter((argument) => argument !== '-quiet'),
        async (program) => {
          const port = await portOf(program);
          const protocol = new Recorder();
          await loop.createConnection(() => protocol, { host: '127.0.0.1', port, ssl: { ca: certificates.ca } });
          // The command of s_server to end the connection and go.
          program.child.stdin.write('Q\n');
          await until(() => protocol.lost);
          expect(protocol.order).toEqual(['made', 'eof', 'lost null']);
        },
      ),
    ));
});

describe.each(versions)('openssl %s as the client', (version) => {
  async function withServer(body: (port: number, accepted: () => Promise<Socket>) => Promise<void>, loop: TestLoop): Promise<void> {
    const [listening, { port }] = bound();
    listening.listen();
    try {
      await body(port, async () => (await loop.sockAccept(listening))[0]);
    } finally {
      listening.close();
    }
  }

  test('a server talks with it, verifies it, and ends by itself', () =>
    withLoop((loop) =>
      withServer(async (port, accepted) => {
        const { certFile, keyFile } = certificates.client;
        const own = ['-cert', certFile, '-key', keyFile, '-CAfile', certificates.caFile, '-verify_return_error'];
        const to = ['-connect', `127.0.0.1:${port}`, '-servername', 'localhost', '-verify_hostname', 'localhost'];
        await withOpenssl(['s_client', '-quiet', version, ...own, ...to], async (program) => {
          const protocol = new Recorder();
          const ssl = { ...identity(certificates.server), ca: certificates.ca, requestCert: true };
          const [transport] = await serveTls(loop, await accepted(), protocol, { ssl });
          expect(transport.getExtraInfo('peercert')?.subject).toMatchObject({ CN: 'the client' });
          expect(transport.getExtraInfo('cipher')?.version).toBe(version === '-tls1_2' ? 'TLSv1.2' : 'TLSv1.3');
          program.child.stdin.write('hello from openssl\n');
          await until(() => protocol.text === 'hello from openssl\n');
          transport.write('hello from a transport\n');
          await until(() => program.output.includes('hello from a transport'));
          transport.close();
          await until(() => protocol.lost && program.child.exitCode !== null);
          expect([protocol.error, program.child.exitCode]).toEqual([null, 0]);
        });
      }, loop),
    ));

  test('a server hears when it ends', () =>
    withLoop((loop) =>
      withServer(async (port, accepted) => {
        await withOpenssl(['s_client', '-quiet', '-no_ign_eof', version, '-connect', `127.0.0.1:${port}`], async (program) => {
          const protocol = new Recorder();
          await serveTls(loop, await accepted(), protocol, { ssl: identity(certificates.server) });
          program.child.stdin.end('last words');
          await until(() => protocol.lost);
          expect([protocol.text, protocol.order]).toEqual(['last words', ['made', 'data', 'eof', 'lost null']]);
        });
      }, loop),
    ));

  test('that is killed in the middle of the handshake leaves nothing open', () =>
    withLoop((loop) =>
      withServer(async (port, accepted) => {
        await withOpenssl(['s_client', '-quiet', version, '-connect', `127.0.0.1:${port}`], async (program) => {
          const sock = await accepted();
          program.child.kill('SIGKILL');
          await until(() => program.child.signalCode !== null);
          const protocol = new Recorder();
          await expect(serveTls(loop, sock, protocol, { ssl: identity(certificates.server) })).rejects.toThrow();
          expect([protocol.events, sock.fileno()]).toEqual([[], -1]);
        });
      }, loop),
    ));
});
