import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import {
  SmtpHeloError,
  SmtpNotSupportedError,
  SmtpRecipientRefusedError,
  SmtpResponseError,
  SmtpSenderRefusedError,
  SmtpServerDisconnectedError,
} from '../src/index.ts';
import { simulated } from './with-loop.ts';

describe('commands', () => {
  test('go over the line as RFC 5321 has them, EHLO before the first', () =>
    simulated({}, async ({ client, server }) => {
      expect(await client.connect()).toEqual({ code: 220, message: 'scripted.test' });
      expect(client.isConnected).toBe(true);
      expect(await client.noop()).toEqual({ code: 250, message: 'nothing done' });
      expect(await client.help()).toBe('first\nsecond');
      expect((await client.vrfy('Jo <jo@x.test>')).code).toBe(252);
      expect((await client.vrfy('jö@x.test', { options: ['SMTPUTF8'] })).code).toBe(252);
      expect((await client.expn('list')).message).toBe('<one@list.test>');
      await client.mail('"Jo" <jo@x.test>', { options: ['SIZE=5', 'BODY=8BITMIME'] });
      await client.rcpt('ann@y.test', { options: ['NOTIFY=NEVER'] });
      await client.rcpt('änn@y.test', { encoding: 'utf-8' });
      expect(await client.data('hi\n.')).toEqual({ code: 250, message: 'queued as 42' });
      await client.rset();
      expect(await client.executeCommand(['NOOP', 'by', 'hand'])).toEqual({ code: 250, message: 'nothing done' });
      expect((await client.quit()).code).toBe(221);
      expect(client.isConnected).toBe(false);
      expect(server.bytes).toBe(
        [
          'EHLO client.test',
          'NOOP',
          'HELP',
          'VRFY jo@x.test',
          'VRFY jÃ¶@x.test SMTPUTF8',
          'EXPN list',
          'MAIL FROM:<jo@x.test> SIZE=5 BODY=8BITMIME',
          'RCPT TO:<ann@y.test> NOTIFY=NEVER',
          'RCPT TO:<Ã¤nn@y.test>',
          'DATA',
          'hi',
          '..',
          '.',
          'RSET',
          'NOOP by hand',
          'QUIT',
          '',
        ].join('\r\n'),
      );
    }));

  test('fall back to HELO where the server does not know EHLO', () =>
    simulated({ answers: { EHLO: '502 no\r\n' } }, async ({ client, server }) => {
      await client.connect();
      await client.noop();
      expect(server.lines).toEqual(['EHLO client.test', 'HELO client.test', 'NOOP']);
      expect([client.supportsEsmtp, client.lastEhloResponse, client.lastHeloResponse?.code]).toEqual([false, null, 250]);
    }));

  test('tell that the server refused HELO too', () =>
    simulated({ answers: { EHLO: '502 no\r\n', HELO: '502 nor this\r\n' } }, async ({ client }) => {
      await client.connect();
      const error = (await failureOf(() => client.noop())) as SmtpHeloError;
      expect(error).toBeInstanceOf(SmtpHeloError);
      expect([error.code, error.response]).toEqual(['ERR_SMTP_HELO', { code: 502, message: 'nor this' }]);
    }));

  test.each([
    ['noop', 'NOOP'],
    ['rset', 'RSET'],
    ['help', 'HELP'],
    ['quit', 'QUIT'],
  ] as const)('%s fails with what the server said', (method, word) =>
    simulated({ answers: { [word]: '554-no\r\n554 never\r\n' } }, async ({ client }) => {
      await client.connect();
      const error = (await failureOf(() => client[method]())) as SmtpResponseError;
      expect(error).toBeInstanceOf(SmtpResponseError);
      expect(error.message).toBe(`the server refused ${word}: 554 no\nnever`);
      expect([error.code, error.response]).toEqual(['ERR_SMTP_RESPONSE', { code: 554, message: 'no\nnever' }]);
      expect(client.isConnected).toBe(true);
    }),
  );

  test('name who was refused', () =>
    simulated({ answers: { MAIL: '550 not you\r\n', RCPT: '551 not here\r\n' } }, async ({ client }) => {
      await client.connect();
      const sender = (await failureOf(() => client.mail('me@x.test'))) as SmtpSenderRefusedError;
      expect(sender).toBeInstanceOf(SmtpSenderRefusedError);
      expect([sender.sender, sender.response.code, `${sender}`]).toEqual([
        'me@x.test',
        550,
        'SmtpSenderRefusedError: the server refused the sender me@x.test: 550 not you',
      ]);
      const recipient = (await failureOf(() => client.rcpt('you@x.test'))) as SmtpRecipientRefusedError;
      expect(recipient).toBeInstanceOf(SmtpRecipientRefusedError);
      expect([recipient.recipient, recipient.response.code]).toEqual(['you@x.test', 551]);
    }));

  test('close the connection where the server says that it does', () =>
    simulated({ answers: { NOOP: '421 going down\r\n' } }, async ({ client }) => {
      await client.connect();
      expect((await failureOf(() => client.noop())).message).toContain('421 going down');
      expect(client.isConnected).toBe(false);
      expect(await failureOf(() => client.noop())).toBeInstanceOf(SmtpServerDisconnectedError);
    }));

  test.each(['jo@x.test>\r\nRCPT TO:<eve@x.test', '"\r\nQUIT"@x.test', 'jo\n@x.test'])('refuse line breaks: %j', (address) =>
    simulated({}, async ({ client, server }) => {
      await client.connect();
      await client.ehlo();
      for (const call of [() => client.mail(address), () => client.rcpt(address), () => client.vrfy(address)])
        expect(await failureOf(call)).toBeInstanceOf(TypeError);
      expect(await failureOf(() => client.mail('jo@x.test', { options: ['A\r\nQUIT'] }))).toBeInstanceOf(TypeError);
      expect(await failureOf(() => client.executeCommand(['NOOP\r\nQUIT']))).toBeInstanceOf(TypeError);
      expect(server.lines).toEqual(['EHLO client.test']);
    }),
  );

  test('refuse text that the server would not take', () =>
    simulated({ answers: { EHLO: '250 scripted.test\r\n' } }, async ({ client, server }) => {
      await client.connect();
      expect(await failureOf(() => client.mail('jö@x.test'))).toBeInstanceOf(TypeError);
      expect(await failureOf(() => client.vrfy('jö@x.test', { options: ['smtputf8'] }))).toBeInstanceOf(SmtpNotSupportedError);
      expect(await failureOf(() => client.data('schön'))).toBeInstanceOf(TypeError);
      expect(await failureOf(() => client.ehlo({ hostname: 'bücher.test' }))).toBeInstanceOf(TypeError);
      expect(server.lines).toEqual(['EHLO client.test']);
    }));
});
