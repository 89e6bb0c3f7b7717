import { createEventLoop } from 'tsyncio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Certificates, makeCertificates } from '../../../test-support/certificates.ts';
import { failureOf } from '../../../test-support/failure-of.ts';
import { describeWith } from '../../../test-support/needs-tool.ts';
import { type SmtpAuthenticationError, SmtpClient, type SmtpOptions, type SmtpRecipientsRefusedError } from '../src/index.ts';
import { type Exim, withExim } from './peers/exim.ts';
import { onLoop } from './with-loop.ts';

describeWith(['exim4', 'openssl'], 'Exim as the server', () => {
  let certificates: Certificates;
  beforeAll(() => {
    certificates = makeCertificates();
  });
  afterAll(() => certificates.remove());

  function conversation(given: SmtpOptions, body: (client: SmtpClient, server: Exim) => Promise<void>): Promise<void> {
    return onLoop(createEventLoop(), (loop) =>
      withExim(loop, certificates.server, async (server) => {
        const where = { hostname: 'localhost', port: server.port, localHostname: 'client.test', certBundle: certificates.caFile };
        const client = new SmtpClient({ ...where, ...given });
        try {
          await body(client, server);
        } finally {
          client.close();
        }
      }),
    );
  }

  test('queues a message as it was sent, in clear', () =>
    conversation({ startTls: false }, async (client, server) => {
      const { refused, message } = await client.use(() =>
        client.sendMessage('From: Jö <a@x.test>\nTo: b@x.test, refused@x.test\nBcc: c@x.test\nSubject: hi\n\n.\n..\nschön\n'),
      );
      expect(message).toMatch(/^OK id=/);
      expect([...refused.keys()]).toEqual(['refused@x.test']);
      const [queued] = server.queued();
      expect(queued).toContain('\n\n.\n..\nschön\n');
      expect(queued).toContain('From: =?utf-8?B?SsO2?= <a@x.test>');
      expect(queued).toContain('client.test');
      expect(queued).not.toContain('c@x.test>');
    }));

  test('speaks TLS where it offers STARTTLS, and takes several messages', () =>
    conversation({}, async (client, server) => {
      await client.use(async () => {
        expect(client.getTransportInfo('cipher')?.version).toMatch(/^TLSv1\.[23]$/);
        await client.sendmail('a@x.test', 'b@x.test', 'Subject: one\n\n');
        await client.sendmail('a@x.test', 'b@x.test', 'Subject: two\n\n');
      });
      expect(server.queued().length).toBe(2);
      for (const queued of server.queued()) expect(queued).toContain('with esmtps');
    }));

  test('takes addresses beyond ASCII', () =>
    conversation({ startTls: false }, async (client, server) => {
      await client.use(() => client.sendMessage('From: jö@x.test\nTo: ännchen@x.test\n\nhi\n'));
      expect(server.queued()[0]).toContain('ännchen@x.test');
    }));

  test.each(['cram-md5', 'plain', 'login'] as const)('lets in by %s', (method) =>
    conversation({}, async (client, server) => {
      const way = { 'cram-md5': 'authCramMd5', plain: 'authPlain', login: 'authLogin' } as const;
      await client.use(async () => {
        await client.ehlo();
        expect(client.supportedAuthMethods).toContain(method);
        expect((await client[way[method]]('jo', 'swordfish')).code).toBe(235);
        await client.sendmail('a@x.test', 'b@x.test', 'Subject: one\n\n');
      });
      expect(server.queued()[0]).toContain('with esmtpsa');
    }),
  );

  test('refuses a wrong password', () =>
    conversation({ username: 'jo', password: 'wrong' }, async (client) => {
      const error = (await failureOf(() => client.connect())) as SmtpAuthenticationError;
      expect(error.code).toBe('ERR_SMTP_AUTHENTICATION');
      expect(error.message).not.toContain(Buffer.from('wrong').toString('base64'));
    }));

  test('refuses a recipient, and takes the next message', () =>
    conversation({}, async (client, server) => {
      await client.use(async () => {
        const error = (await failureOf(() => client.sendmail('a@x.test', 'refused@x.test', 'hi\n'))) as SmtpRecipientsRefusedError;
        expect(error.refusals.map(({ response }) => response)).toEqual([{ code: 550, message: 'no such mailbox' }]);
        expect((await client.vrfy('jo@x.test')).code).toBe(250);
        await client.sendmail('a@x.test', 'b@x.test', 'Subject: one\n\n');
      });
      expect(server.queued().length).toBe(1);
    }));
});
