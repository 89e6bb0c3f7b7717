import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { encodeFieldValue } from '../src/encoded-word.ts';
import { extractRecipients, extractSender } from '../src/envelope.ts';
import { flattenMessage } from '../src/flatten-message.ts';
import { SmtpNotSupportedError } from '../src/index.ts';
import { readMessage } from '../src/message-text.ts';
import { askPython, describeWithModule } from './debian-python.ts';
import { simulated } from './with-loop.ts';

const sender = (text: string): string | null => extractSender(readMessage(text));
const recipients = (text: string): string[] => extractRecipients(readMessage(text));

describe('the header of a message', () => {
  test('says who sends it', () => {
    expect(sender('From: Ann <a@x.test>\n\nhi')).toBe('a@x.test');
    expect(sender('FROM:\r\n a@x.test\r\n\r\nhi')).toBe('a@x.test');
    expect(sender('From: a@x.test, b@x.test\nSender: b@x.test\n\nhi')).toBe('b@x.test');
    expect(sender('Subject: hi\n\nFrom: a@x.test')).toBeNull();
  });

  test('says whom it is for', () => {
    expect(recipients('To: a@x.test,\n\tB <b@x.test>\nCc: c@x.test\nTo: d@x.test\nBcc: e@x.test\n\n')).toEqual([
      'a@x.test',
      'b@x.test',
      'd@x.test',
      'c@x.test',
      'e@x.test',
    ]);
    expect(recipients('Subject: hi\n\n')).toEqual([]);
  });

  test('of a resent message is that of its resending', () => {
    const resent = 'Resent-Date: now\nResent-From: r@x.test\nResent-To: s@x.test\nResent-Bcc: t@x.test\nFrom: a@x.test\nTo: b@x.test\n\n';
    expect([sender(resent), recipients(resent)]).toEqual(['r@x.test', ['s@x.test', 't@x.test']]);
    expect(sender(`Resent-Sender: q@x.test\n${resent}`)).toBe('q@x.test');
    expect(() => sender(`Resent-Date: then\n${resent}`)).toThrow('more than one');
  });

  test.each(['hello\n\nworld', 'From a@x.test\n\nworld', ': x\n\n'])('must be one: %j', (text) => {
    expect(() => readMessage(text)).toThrow(TypeError);
  });
});

describe('a message that is sent', () => {
  const flat = (text: string | Uint8Array, { utf8 = false, eightBit = true } = {}): string =>
    flattenMessage(readMessage(text), { utf8, eightBit }).toString();

  test('has no Bcc, and lines that end in CRLF', () => {
    expect(flat('To: a@x.test\nBcc: b@x.test,\n c@x.test\nResent-Bcc: d@x.test\nX: y\n z\n\nhi\n\nBcc: you\r')).toBe(
      'To: a@x.test\r\nX: y\r\n z\r\n\r\nhi\r\n\r\nBcc: you\r\n',
    );
  });

  test('may have no body, or nothing else', () => {
    expect(flat('To: a@x.test')).toBe('To: a@x.test\r\n\r\n');
    expect(flat('\nhi')).toBe('\r\nhi');
  });

  test('keeps the bytes of its body', () => {
    const body = Buffer.from([0xff, 0xfe, 0, 65]);
    expect(flattenMessage(readMessage(Buffer.concat([Buffer.from('X: y\n\n'), body])), { utf8: false, eightBit: true })).toEqual(
      Buffer.concat([Buffer.from('X: y\r\n\r\n'), body]),
    );
  });

  test('is refused where the server takes seven bits and it has eight', () => {
    expect(() => flat('X: y\n\nschön', { eightBit: false })).toThrow(SmtpNotSupportedError);
  });

  test('has encoded words in its header, unless the server takes UTF-8', () => {
    const text = 'From: Jö <j@x.test>\nSubject: plain schön süß end\n\nhi';
    expect(flat(text, { utf8: true })).toBe(text.replaceAll('\n', '\r\n'));
    expect(flat(text)).toBe('From: =?utf-8?B?SsO2?= <j@x.test>\r\nSubject: plain =?utf-8?B?c2Now7ZuIHPDvMOf?= end\r\n\r\nhi');
    expect(() => flat('Reply-To: jö@x.test\n\nhi')).toThrow(SmtpNotSupportedError);
  });
});

describeWithModule('aiosmtplib', 'Python decodes encoded words', () => {
  const program = `
import json, sys, email, email.policy
def read(field):
    message = email.message_from_string(field + "\\n\\n", policy=email.policy.default)
    return [str(value) for value in message.values()]
print(json.dumps([read(field) for field in json.loads(sys.argv[1])]))
`;

  test('to what they were', () => {
    const fields: [string, string][] = [
      ['Subject', 'schön'],
      ['Subject', 'eins zwei süß schön drei'],
      ['Subject', '日本語のとても長い件名'.repeat(12)],
      ['Subject', `🐧${'x'.repeat(80)}é`],
      ['To', 'Jö <j@x.test>, "B, C" <b@x.test>, d@x.test'],
    ];
    const encoded = fields.map(([name, value]) => `${name}: ${encodeFieldValue(name, value)}`);
    for (const line of encoded.flatMap((field) => field.split('\r\n'))) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(90);
    expect(askPython<string[][]>(program, encoded)).toEqual(fields.map(([, value]) => [value]));
  });
});

describe('sendMessage', () => {
  test('takes sender and recipients from the header, or as they are given', () =>
    simulated({}, async ({ client, server }) => {
      await client.connect();
      const message = 'From: a@x.test\nTo: b@x.test\n\nhi';
      await client.sendMessage(message);
      await client.sendMessage(message, { sender: 'c@x.test', recipients: 'd@x.test', mailOptions: ['body=8BITMIME'] });
      const envelope = server.lines.filter((line) => /^(?:MAIL|RCPT)/.test(line));
      expect(envelope).toEqual([
        'MAIL FROM:<a@x.test> size=34 BODY=8BITMIME',
        'RCPT TO:<b@x.test>',
        'MAIL FROM:<c@x.test> size=34 body=8BITMIME',
        'RCPT TO:<d@x.test>',
      ]);
    }));

  test('asks for SMTPUTF8 where an address needs it', () =>
    simulated({}, async ({ client, server }) => {
      await client.connect();
      await client.sendMessage('From: jö@x.test\nTo: b@x.test\n\nhi');
      expect(Buffer.from(server.bytes, 'latin1').toString()).toMatch(/MAIL FROM:<jö@x\.test> size=\d+ SMTPUTF8 BODY=8BITMIME\r\n/);
    }));

  test('tells what the server lacks, and what the message lacks', () =>
    simulated({ answers: { EHLO: '250 scripted.test\r\n' } }, async ({ client, server }) => {
      await client.connect();
      expect(await failureOf(() => client.sendMessage('From: jö@x.test\nTo: b@x.test\n\nhi'))).toBeInstanceOf(SmtpNotSupportedError);
      expect(await failureOf(() => client.sendMessage('From: a@x.test\nTo: b@x.test\n\nschön'))).toBeInstanceOf(SmtpNotSupportedError);
      expect((await failureOf(() => client.sendMessage('To: b@x.test\n\nhi'))).message).toContain('no sender');
      expect((await failureOf(() => client.sendMessage('From: b@x.test\n\nhi'))).message).toContain('no recipients');
      expect(server.lines).toEqual(['EHLO client.test']);
    }));
});
