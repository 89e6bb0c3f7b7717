import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createEventLoop, type EventLoop } from 'tsyncio';
import { expect, test } from 'vitest';
import { SmtpClient, SmtpError, SmtpResponseError } from '../src/index.ts';
import { describeWithModule, PYTHON } from './debian-python.ts';
import { type Script, ScriptedServer } from './scripted-server.ts';
import { onLoop } from './with-loop.ts';

interface Scenario {
  readonly title: string;
  readonly script?: Script;
  /** The body of an async function with a `client`. What it returns, or the error, is compared too. */
  readonly python: string;
  readonly ours: (client: SmtpClient) => Promise<unknown>;
}

const LINES = `${'0123456789'.repeat(7)}\r\n.dots\r\n`;
const LONG = `Subject: long\r\n\r\n${LINES.repeat(2000)}`;

const scenarios: Scenario[] = [
  {
    title: 'every command',
    python: `
      await client.connect()
      replies = [await client.noop(), await client.vrfy("Jo <jo@x.test>"), await client.vrfy("jö@x.test", options=["SMTPUTF8"])]
      replies += [await client.expn("list"), await client.mail("jo@x.test", options=["SIZE=5"])]
      replies += [await client.rcpt("ann@y.test"), await client.rcpt("ann@z.test", options=["NOTIFY=NEVER"])]
      replies += [await client.data("hi\\n.\\nthere\\r.x"), await client.rset(), await client.ehlo(), await client.helo()]
      texts = [await client.help()]
      replies += [await client.quit()]
      return [list(reply) for reply in replies] + texts
    `,
    ours: async (client) => {
      await client.connect();
      const replies = [await client.noop(), await client.vrfy('Jo <jo@x.test>'), await client.vrfy('jö@x.test', { options: ['SMTPUTF8'] })];
      replies.push(await client.expn('list'), await client.mail('jo@x.test', { options: ['SIZE=5'] }));
      replies.push(await client.rcpt('ann@y.test'), await client.rcpt('ann@z.test', { options: ['NOTIFY=NEVER'] }));
      replies.push(await client.data('hi\n.\nthere\r.x'), await client.rset(), await client.ehlo(), await client.helo());
      const text = await client.help();
      replies.push(await client.quit());
      return [...replies.map(({ code, message }) => [code, message]), text];
    },
  },
  {
    title: 'a message to several recipients, some of whom are refused',
    script: { answers: { RCPT: (_peer, line) => (line.includes('refused') ? '550-no\r\n550 never\r\n' : '250 ok\r\n') } },
    python: `
      async with client:
          refused, message = await client.sendmail(
              "Ann <a@x.test>", ["b@x.test", "refused@x.test", "C <c@x.test>"], b"Subject: x\\n\\nhi\\n..\\n",
              mail_options=["BODY=8BITMIME"], rcpt_options=["NOTIFY=NEVER"])
          return [[name, list(reply)] for name, reply in refused.items()] + [message]
    `,
    ours: (client) =>
      client.use(async () => {
        const { refused, message } = await client.sendmail(
          'Ann <a@x.test>',
          ['b@x.test', 'refused@x.test', 'C <c@x.test>'],
          Buffer.from('Subject: x\n\nhi\n..\n'),
          { mailOptions: ['BODY=8BITMIME'], rcptOptions: ['NOTIFY=NEVER'] },
        );
        return [...[...refused].map(([name, { code, message }]) => [name, [code, message]]), message];
      }),
  },
  {
    title: 'a message that everybody refuses',
    script: { answers: { RCPT: '550 no\r\n' } },
    python: `
      async with client:
          return await client.sendmail("a@x.test", ["b@x.test", "c@x.test"], "hi")
    `,
    ours: (client) => client.use(() => client.sendmail('a@x.test', ['b@x.test', 'c@x.test'], 'hi')),
  },
  ...(['MAIL', 'DATA', '.'] as const).map(
    (word): Scenario => ({
      title: `a message that is refused at ${JSON.stringify(word)}`,
      script: { answers: { [word]: '552 no\r\n' } },
      python: `
        async with client:
            return await client.sendmail("a@x.test", "b@x.test", "hi")
      `,
      ours: (client) => client.use(() => client.sendmail('a@x.test', 'b@x.test', 'hi')),
    }),
  ),
  {
    title: 'a long message with dots',
    python: `
      async with client:
          return (await client.sendmail("a@x.test", "b@x.test", "Subject: long\\r\\n\\r\\n" + ("0123456789" * 7 + "\\r\\n.dots\\r\\n") * 2000))[1]
    `,
    ours: (client) => client.use(async () => (await client.sendmail('a@x.test', 'b@x.test', LONG)).message),
  },
  {
    title: 'a message with a header',
    python: `
      async with client:
          text = "From: a@x.test\\r\\nTo: B <b@x.test>, c@x.test\\r\\nCc: d@x.test\\r\\nBcc: e@x.test\\r\\nSubject: x\\r\\n\\r\\nhi\\r\\n"
          return (await client.send_message(parsed(text)))[1]
    `,
    ours: (client) =>
      client.use(async () => {
        const text = 'From: a@x.test\r\nTo: B <b@x.test>, c@x.test\r\nCc: d@x.test\r\nBcc: e@x.test\r\nSubject: x\r\n\r\nhi\r\n';
        return (await client.sendMessage(text)).message;
      }),
  },
  {
    title: 'a resent message with addresses beyond ASCII',
    python: `
      async with client:
          text = "Resent-Date: now\\r\\nResent-From: jö@x.test\\r\\nResent-To: änn@x.test\\r\\nFrom: a@x.test\\r\\nTo: b@x.test\\r\\n\\r\\nhi\\r\\n"
          return (await client.send_message(parsed(text)))[1]
    `,
    ours: (client) =>
      client.use(async () => {
        const text = 'Resent-Date: now\r\nResent-From: jö@x.test\r\nResent-To: änn@x.test\r\nFrom: a@x.test\r\nTo: b@x.test\r\n\r\nhi\r\n';
        return (await client.sendMessage(text)).message;
      }),
  },
  {
    title: 'a login, by one method after the other',
    script: {
      answers: {
        EHLO: '250-scripted.test\r\n250-AUTH=LOGIN\r\n250 AUTH LOGIN PLAIN CRAM-MD5\r\n',
        AUTH: (_peer, line) =>
          /CRAM/.test(line) ? '334 PDE4OTYuNjk3QHgudGVzdD4=\r\n' : /LOGIN/.test(line) ? '334 UGFzc3dvcmQ6\r\n' : '504 no\r\n',
        C3DVCMRMAXNO: '235 welcome\r\n',
      },
    },
    python: `
      async with client:
          return list(await client.login("jo", "swordfish"))
    `,
    ours: (client) =>
      client.use(async () => {
        const { code, message } = await client.login('jo', 'swordfish');
        return [code, message];
      }),
  },
  {
    title: 'a login that is refused',
    script: { answers: { EHLO: '250-scripted.test\r\n250 AUTH PLAIN\r\n', AUTH: '535 no\r\n' } },
    python: `
      async with client:
          return await client.login("jo", "swordfish")
    `,
    ours: (client) => client.use(() => client.login('jo', 'swordfish')),
  },
  {
    title: 'a server without EHLO',
    script: { answers: { EHLO: '500 what\r\n' } },
    python: `
      async with client:
          return (await client.sendmail("a@x.test", "b@x.test", "hi"))[1]
    `,
    ours: (client) => client.use(async () => (await client.sendmail('a@x.test', 'b@x.test', 'hi')).message),
  },
  {
    title: 'a server that goes down',
    script: { answers: { NOOP: '421 bye\r\n' } },
    python: `
      async with client:
          return await client.noop()
    `,
    ours: (client) => client.use(() => client.noop()),
  },
  {
    title: 'a server that hangs up',
    script: {
      answers: {
        NOOP: (peer) => {
          peer.transport?.close();
          return null;
        },
      },
    },
    python: `
      async with client:
          return await client.noop()
    `,
    ours: (client) => client.use(() => client.noop()),
  },
  {
    title: 'a server that is not ready',
    script: { greeting: '554 no\r\n' },
    python: 'return await client.connect()',
    ours: (client) => client.connect(),
  },
];

const run = promisify(execFile);
const program = fileURLToPath(new URL('peers/aiosmtplib_client.py', import.meta.url));

async function original(server: ScriptedServer, scenario: string): Promise<unknown> {
  const { stdout } = await run(PYTHON, [program, JSON.stringify({ ...server.address, scenario })]);
  return JSON.parse(stdout);
}

/** Errors of the original have the same names but for their endings, and their code is what `response.code` is here. */
async function ours(server: ScriptedServer, { ours: scenario }: Scenario): Promise<unknown> {
  const client = new SmtpClient({ ...server.address, localHostname: 'client.test', startTls: false, timeout: 100_000 });
  try {
    return await scenario(client);
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
    const code = error instanceof SmtpResponseError ? error.response.code : null;
    return [originalNames.get(error.name) ?? error.name.replace(/^Smtp/, 'SMTP'), code];
  } finally {
    client.close();
  }
}

const originalNames = new Map([
  ['SmtpServerDisconnectedError', 'SMTPServerDisconnected'],
  ['SmtpSenderRefusedError', 'SMTPSenderRefused'],
  ['SmtpRecipientsRefusedError', 'SMTPRecipientsRefused'],
  ['SmtpResponseError', 'SMTPResponseException'],
]);

async function talk(loop: EventLoop, script: Script = {}, how: (server: ScriptedServer) => Promise<unknown>): Promise<unknown> {
  const server = await ScriptedServer.start(loop, script);
  try {
    const outcome = await how(server);
    return { outcome, bytes: server.bytes };
  } finally {
    await server.stop();
  }
}

describeWithModule('aiosmtplib', 'the original says the same, byte for byte, and ends the same', () => {
  test.each(scenarios.map((scenario) => [scenario.title, scenario] as const))('%s', (_title, scenario) =>
    onLoop(createEventLoop(), async (loop) => {
      const theirs = await talk(loop, scenario.script, (server) => original(server, scenario.python));
      expect(await talk(loop, scenario.script, (server) => ours(server, scenario))).toEqual(theirs);
    }),
  );
});
