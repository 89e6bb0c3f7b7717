import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEventLoop, type EventLoop } from 'tsyncio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Certificates, makeCertificates } from '../../../test-support/certificates.ts';
import { failureOf } from '../../../test-support/failure-of.ts';
import {
  SmtpAuthenticationError,
  SmtpClient,
  SmtpConnectError,
  type SmtpOptions,
  SmtpResponseError,
  SmtpSenderRefusedError,
  send,
} from '../src/index.ts';
import { describeWithModule } from './debian-python.ts';
import { type Aiosmtpd, type AiosmtpdOptions, withAiosmtpd } from './peers/aiosmtpd.ts';
import { onLoop, until } from './with-loop.ts';

describeWithModule('aiosmtpd', 'aiosmtpd as the server', () => {
  let certificates: Certificates;
  let folder: string;
  beforeAll(() => {
    certificates = makeCertificates();
    folder = mkdtempSync(join(tmpdir(), 'tsyncio-smtp-'));
  });
  afterAll(() => {
    certificates.remove();
    rmSync(folder, { recursive: true });
  });

  type Body = (client: SmtpClient, server: Aiosmtpd, loop: EventLoop) => Promise<void>;

  function conversation(options: AiosmtpdOptions, given: SmtpOptions, body: Body): Promise<void> {
    const { certFile: cert, keyFile: key } = certificates.server;
    return onLoop(createEventLoop(), (loop) =>
      withAiosmtpd({ cert, key, ...options }, async (server) => {
        const where = options.path ? { socketPath: options.path } : { hostname: 'localhost', port: server.port };
        const client = new SmtpClient({ ...where, localHostname: 'client.test', certBundle: certificates.caFile, ...given });
        try {
          await body(client, server, loop);
        } finally {
          client.close();
        }
      }),
    );
  }

  test('takes a message with everything in it', () =>
    conversation({}, {}, async (client, server) => {
      const message = 'From: Jö <a@x.test>\nTo: b@x.test, refused@x.test\nBcc: c@x.test\nSubject: süß\n\n.\n..\nschön\n';
      const result = await client.use(() => client.sendMessage(message));
      expect(result.message).toBe('queued by aiosmtpd');
      expect([...result.refused]).toEqual([['refused@x.test', { code: 550, message: 'no such mailbox' }]]);
      await until(() => server.received.length === 1);
      expect(server.received).toEqual([
        {
          sender: 'a@x.test',
          mailOptions: [expect.stringMatching(/^SIZE=\d+$/i), 'BODY=8BITMIME'],
          recipients: ['b@x.test', 'c@x.test'],
          content:
            'From: =?utf-8?B?SsO2?= <a@x.test>\r\nTo: b@x.test, refused@x.test\r\nSubject: =?utf-8?B?c8O8w58=?=\r\n\r\n.\r\n..\r\nschön\r\n',
          tls: false,
          login: null,
        },
      ]);
    }));

  test('takes addresses beyond ASCII', () =>
    conversation({}, {}, async (client, server) => {
      await client.use(() => client.sendMessage('From: jö@bücher.test\nTo: ännchen@x.test\n\nhi'));
      await until(() => server.received.length === 1);
      expect(server.received[0]).toMatchObject({ sender: 'jö@bücher.test', recipients: ['ännchen@x.test'] });
      expect(server.received[0]?.mailOptions).toContain('SMTPUTF8');
    }));

  test('takes a megabyte, whole', () =>
    conversation({}, {}, async (client, server) => {
      const body = `${'0123456789'.repeat(9)}\r\n`.repeat(11_000);
      await client.use(() => client.sendmail('a@x.test', 'b@x.test', `X: y\r\n\r\n${body}`));
      await until(() => server.received.length === 1);
      expect(server.received[0]?.content === `X: y\r\n\r\n${body}`).toBe(true);
    }));

  test('answers every command', () =>
    conversation({}, {}, async (client) => {
      await client.use(async () => {
        expect((await client.noop()).code).toBe(250);
        expect(await client.help()).toMatch(/Supported commands/);
        expect((await client.vrfy('jo@x.test')).code).toBe(252);
        expect((await failureOf(() => client.expn('list'))) as SmtpResponseError).toBeInstanceOf(SmtpResponseError);
        expect((await client.rset()).code).toBe(250);
        expect(client.supportsExtension('smtputf8')).toBe(true);
      });
    }));

  test('listens on a Unix socket', () =>
    conversation({ path: join(folder, 'plain') }, {}, async (client, server) => {
      await client.use(() => client.sendmail('a@x.test', 'b@x.test', 'hi\n'));
      await until(() => server.received.length === 1);
    }));

  test.each([true, null])('speaks TLS after STARTTLS, demanded or found: %j', (startTls) =>
    conversation({ tls: 'starttls' }, { startTls }, async (client, server) => {
      await client.use(async () => {
        expect(client.getTransportInfo('cipher')?.version).toBe('TLSv1.3');
        expect(client.supportsExtension('starttls')).toBe(false);
        await client.sendmail('a@x.test', 'b@x.test', 'hi\n');
        expect((await failureOf(() => client.startTls())).message).toBe('Connection already using TLS');
      });
      await until(() => server.received.length === 1);
      expect(server.received[0]?.tls).toBe(true);
    }),
  );

  test('refuses a message without STARTTLS where it demands it', () =>
    conversation({ tls: 'starttls' }, { startTls: false }, async (client) => {
      await client.use(async () => {
        const error = (await failureOf(() => client.mail('a@x.test'))) as SmtpSenderRefusedError;
        expect(error).toBeInstanceOf(SmtpSenderRefusedError);
        expect(error.response.code).toBe(530);
      });
    }));

  test('speaks TLS from the first byte', () =>
    conversation({ tls: 'whole' }, { useTls: true }, async (client, server) => {
      await client.use(() => client.sendmail('a@x.test', 'b@x.test', 'hi\n'));
      await until(() => server.received.length === 1);
    }));

  test('speaks TLS over a Unix socket', () =>
    conversation({ tls: 'whole', path: join(folder, 'tls') }, { useTls: true, serverHostname: 'localhost' }, async (client, server) => {
      await client.use(() => client.sendmail('a@x.test', 'b@x.test', 'hi\n'));
      await until(() => server.received.length === 1);
    }));

  describe('with a certificate that is not trusted', () => {
    test('is refused from the first byte, with the reason as the cause', () =>
      conversation({ tls: 'whole' }, { useTls: true, certBundle: null }, async (client) => {
        const error = await failureOf(() => client.connect());
        expect(error).toBeInstanceOf(SmtpConnectError);
        expect((error.cause as { code: string }).code).toMatch(/CERT|SELF_SIGNED|UNABLE/);
      }));

    test('is refused after STARTTLS, and nothing stays open', () =>
      conversation({ tls: 'starttls' }, { certBundle: null }, async (client) => {
        expect((await failureOf(() => client.connect())).code).toMatch(/CERT|SELF_SIGNED|UNABLE/);
        expect(client.isConnected).toBe(false);
      }));

    test('is taken where nobody is to check', () =>
      conversation({ tls: 'starttls' }, { certBundle: null, validateCerts: false }, async (client, server) => {
        await client.use(() => client.sendmail('a@x.test', 'b@x.test', 'hi\n'));
        await until(() => server.received.length === 1);
      }));
  });

  describe('that demands a login', () => {
    const login = { username: 'jo', password: 'swordfish' };

    test.each([
      ['cram-md5', []],
      ['plain', ['CRAM-MD5']],
      ['login', ['CRAM-MD5', 'PLAIN']],
    ])('lets in by %s', (method, excluded) =>
      conversation({ auth: true, excluded }, login, async (client, server) => {
        await client.use(async () => {
          expect(client.supportedAuthMethods[0]).toBe(method);
          await client.sendmail('a@x.test', 'b@x.test', 'hi\n');
        });
        await until(() => server.received.length === 1);
        expect(server.received[0]?.login).toBe('jo');
      }),
    );

    test('does not let in with a wrong password, by any method', () =>
      conversation({ auth: true }, { ...login, password: 'wrong' }, async (client) => {
        const error = (await failureOf(() => client.connect())) as SmtpAuthenticationError;
        expect(error).toBeInstanceOf(SmtpAuthenticationError);
        expect(error.response.code).toBe(535);
      }));

    test('can be logged into in one call', () =>
      conversation({ auth: true, tls: 'starttls' }, {}, async (_client, server) => {
        const { port } = server;
        const where = { hostname: 'localhost', port, certBundle: certificates.caFile, localHostname: 'client.test' };
        await send('From: a@x.test\nTo: b@x.test\n\nhi\n', { ...where, ...login });
        await until(() => server.received.length === 1);
        expect(server.received[0]).toMatchObject({ tls: true, login: 'jo' });
      }));
  });
});
