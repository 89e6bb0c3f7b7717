import { inspect } from 'node:util';
import { CancelledError, type Socket, sleep, socket } from 'tsyncio';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import {
  SmtpAuthenticationError,
  SmtpClient,
  SmtpConnectError,
  SmtpConnectTimeoutError,
  SmtpNotSupportedError,
  type SmtpOptions,
  SmtpRecipientsRefusedError,
  SmtpServerDisconnectedError,
  send,
} from '../src/index.ts';
import { simulated, until } from './with-loop.ts';

describe('connecting', () => {
  test('and quitting can be done again and again with one client', () =>
    simulated({}, async ({ client, server }) => {
      for (let i = 0; i < 3; i++) {
        await client.connect();
        await client.quit();
      }
      expect(server.lines).toEqual(Array.from({ length: 3 }, () => ['EHLO client.test', 'QUIT']).flat());
    }));

  test('waits while there is a connection', () =>
    simulated({}, async ({ loop, client, server }) => {
      await client.connect();
      const second = loop.createTask(() => client.connect());
      await sleep(100);
      expect([second.done(), server.peers.length]).toEqual([false, 1]);
      client.close();
      expect((await second).code).toBe(220);
      expect(server.peers.length).toBe(2);
    }));

  test('to nobody tells where', () =>
    simulated({}, async ({ client, server }) => {
      const { port } = server.address;
      await server.stop();
      const error = await failureOf(() => client.connect());
      expect(error).toBeInstanceOf(SmtpConnectError);
      expect(error.message).toContain(`Error connecting to 127.0.0.1 on port ${port}: connect ECONNREFUSED`);
      expect((error.cause as { code: string }).code).toBe('ECONNREFUSED');
    }));

  test.each([
    ['says that it is not ready', { greeting: '554 no\r\n' }, SmtpConnectError, /is not ready: 554 no$/],
    ['says nothing', { greeting: null }, SmtpConnectTimeoutError, /^Timed out waiting for server ready message$/],
    ['speaks another protocol', { greeting: 'SSH-2.0-x\r\n' }, Error, /Malformed/],
  ] as const)('to a server that %s fails, and leaves no connection', (_what, script, type, message) =>
    simulated(
      script,
      async ({ client, server }) => {
        const error = await failureOf(() => client.connect());
        expect(error).toBeInstanceOf(type);
        expect(error.message).toMatch(message);
        expect(client.isConnected).toBe(false);
        await until(() => server.peers[0]?.lost === true);
      },
      { timeout: 1000 },
    ),
  );

  test('to a server that hangs up fails', () =>
    simulated({ greeting: null }, async ({ loop, client, server }) => {
      const connecting = loop.createTask(() => client.connect());
      await until(() => server.peers.length === 1);
      server.peers[0]?.transport?.close();
      const error = await failureOf(() => connecting);
      expect(error).toBeInstanceOf(SmtpConnectError);
      expect(error.cause).toBeInstanceOf(SmtpServerDisconnectedError);
    }));

  test('can be cancelled, and then begun anew', () =>
    simulated({ greeting: null }, async ({ loop, client, server }) => {
      for (let i = 0; i < 2; i++) {
        const connecting = loop.createTask(() => client.connect());
        await until(() => server.peers.length === i + 1);
        connecting.cancel();
        expect(await failureOf(() => connecting)).toBeInstanceOf(CancelledError);
        await until(() => server.peers[i]?.lost === true);
      }
    }));

  test('ends where the client is closed meanwhile, and does not close the next connection', () =>
    simulated({ greeting: null }, async ({ loop, client, server }) => {
      const first = loop.createTask(() => client.connect());
      await until(() => server.peers.length === 1);
      const second = loop.createTask(() => client.connect());
      await sleep(10);
      client.close();
      expect(await failureOf(() => first)).toBeInstanceOf(SmtpConnectError);
      await until(() => server.peers[1]?.transport != null);
      server.peers[1]?.say('220 at last\r\n');
      expect((await second).message).toBe('at last');
      expect(client.isConnected).toBe(true);
    }));

  test('ends where the client is closed before there is a connection', () =>
    simulated({}, async ({ loop, client, server }) => {
      const connecting = loop.createTask(() => client.connect());
      await sleep(0);
      client.close();
      expect(await failureOf(() => connecting)).toBeInstanceOf(SmtpServerDisconnectedError);
      expect(client.isConnected).toBe(false);
      await until(() => server.peers.every(({ lost }) => lost));
    }));

  test('goes from a given address, and over a given socket', () =>
    simulated({}, async ({ loop, client, server }) => {
      await client.connect({ sourceAddress: { host: '127.0.0.1', port: 0 } });
      expect(client.getTransportInfo('sockname')).toMatchObject({ host: '127.0.0.1' });
      await client.quit();
      const sock: Socket = socket();
      const { hostname: host, port } = server.address;
      await loop.sockConnect(sock, { host, port });
      const other = new SmtpClient({ sock, localHostname: 'client.test' });
      await other.use(() => other.noop());
      expect(server.lines.slice(-3)).toEqual(['EHLO client.test', 'NOOP', 'QUIT']);
    }));

  test.each<[string, SmtpOptions]>([
    ['startTls and useTls', { startTls: true, useTls: true }],
    ['sock excludes', { sock: {} as Socket, port: 25 }],
    ['socketPath excludes', { socketPath: '/tmp/x', hostname: 'x' }],
    ['localHostname', { localHostname: 'x\r\nQUIT' }],
    ['hostname', { hostname: 'x\n' }],
    ['timeout', { timeout: Number.NaN }],
  ])('refuses options that make no sense: %s', (words, options) => {
    expect(() => new SmtpClient(options)).toThrow(words);
  });

  test('is refused outside a loop', async () => {
    expect((await failureOf(() => new SmtpClient().connect())).code).toBe('ERR_NO_RUNNING_LOOP');
  });

  test('names this host as the resolver does, where nobody says how', () =>
    simulated({}, async ({ client, server }) => {
      await client.connect({ localHostname: null });
      await client.noop();
      expect(server.lines[0]).toMatch(/^EHLO \S+$/);
    }));
});

describe('sendmail', () => {
  const refuseEve = {
    RCPT: (_peer: unknown, line: string) => (line.includes('eve') ? '550 no eve\r\n' : '250 ok\r\n'),
  };

  test('goes to those who were not refused, and names the others', () =>
    simulated({ answers: refuseEve }, async ({ client }) => {
      await client.connect();
      const { refused, message } = await client.sendmail('a@x.test', ['b@x.test', 'eve@x.test'], 'hi');
      expect([...refused]).toEqual([['eve@x.test', { code: 550, message: 'no eve' }]]);
      expect(message).toBe('queued as 42');
    }));

  test('fails where all were refused, after a reset', () =>
    simulated({ answers: refuseEve }, async ({ client, server }) => {
      await client.connect();
      const error = (await failureOf(() => client.sendmail('a@x.test', ['eve@x.test', 'eve@y.test'], 'hi'))) as SmtpRecipientsRefusedError;
      expect(error).toBeInstanceOf(SmtpRecipientsRefusedError);
      expect(error.refusals.map(({ recipient }) => recipient)).toEqual(['eve@x.test', 'eve@y.test']);
      expect(server.lines.slice(-2)).toEqual(['RCPT TO:<eve@y.test>', 'RSET']);
    }));

  test('of several tasks does not mix messages', () =>
    simulated({}, async ({ loop, client, server }) => {
      await client.connect();
      const names = ['one', 'two', 'three'];
      await Promise.all(names.map((name) => loop.createTask(() => client.sendmail('a@x.test', `${name}@x.test`, name))));
      expect(server.lines.slice(1)).toEqual(
        names.flatMap((name) => [`MAIL FROM:<a@x.test> size=${name.length}`, `RCPT TO:<${name}@x.test>`, 'DATA', '.']),
      );
      expect(server.content).toEqual(names);
    }));

  test('sends megabytes against a slow reader', () =>
    simulated({}, async ({ client, server }) => {
      await client.connect();
      const line = 'x'.repeat(98);
      await client.sendmail('a@x.test', 'b@x.test', `${line}\n`.repeat(10_000));
      expect(server.content.length).toBe(10_000);
      expect(server.content.every((received) => received === line)).toBe(true);
    }));
});

describe('login', () => {
  const secrets = ['AGpvAHN3b3JkZmlzaA==', 'c3dvcmRmaXNo', 'swordfish'];
  const offering = (methods: string) => `250-scripted.test\r\n250 AUTH ${methods}\r\n`;

  test('uses the best method that both know', () =>
    simulated({ answers: { EHLO: offering('LOGIN PLAIN X-OTHER'), AUTH: '235 welcome\r\n' } }, async ({ client, server }) => {
      await client.connect({ username: 'jo', password: 'swordfish' });
      expect(client.supportedAuthMethods).toEqual(['plain', 'login']);
      expect(server.lines.at(-1)).toBe('AUTH PLAIN AGpvAHN3b3JkZmlzaA==');
    }));

  test('tries the next one where one is refused', () =>
    simulated(
      {
        answers: {
          EHLO: offering('CRAM-MD5 LOGIN PLAIN'),
          AUTH: (_peer, line) => (line.startsWith('AUTH LOGIN') ? '334 UGFzc3dvcmQ6\r\n' : '504 not this\r\n'),
          C3DVCMRMAXNO: '235 welcome\r\n',
        },
      },
      async ({ client, server }) => {
        await client.connect();
        expect((await client.login('jo', 'swordfish')).message).toBe('welcome');
        expect(server.lines.slice(1).map((line) => line.slice(0, 10))).toEqual(['AUTH CRAM-', 'AUTH PLAIN', 'AUTH LOGIN', 'c3dvcmRmaX']);
      },
    ));

  test('fails with the last refusal, in which no secret is repeated', () =>
    simulated({ answers: { EHLO: offering('PLAIN'), AUTH: (_peer, line) => `535 cannot take "${line}"\r\n` } }, async ({ client }) => {
      const error = (await failureOf(() => client.connect({ username: 'jo', password: 'swordfish' }))) as SmtpAuthenticationError;
      expect(error).toBeInstanceOf(SmtpAuthenticationError);
      expect(error.response).toEqual({ code: 535, message: 'cannot take "AUTH PLAIN ***"' });
      for (const secret of secrets) expect(inspect([error, client], { depth: 9, showHidden: true })).not.toContain(secret);
      expect(client.isConnected).toBe(false);
    }));

  test('fails without a secret in it too where the server is an echo', () =>
    simulated({ answers: { EHLO: offering('PLAIN'), AUTH: (_peer, line) => `${line}\r\n` } }, async ({ client }) => {
      await client.connect();
      const error = await failureOf(() => client.login('jo', 'swordfish'));
      for (const secret of secrets) expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret);
    }));

  test.each([
    ['250 scripted.test\r\n', /AUTH extension is not supported by this server: try to connect over TLS/],
    [offering('X-OTHER'), /No suitable authentication method/],
  ])('is refused where the server offers nothing: %j', (reply, message) =>
    simulated({ answers: { EHLO: reply } }, async ({ client }) => {
      await client.connect();
      const error = await failureOf(() => client.login('jo', 'swordfish'));
      expect(error).toBeInstanceOf(SmtpNotSupportedError);
      expect(error.message).toMatch(message);
    }),
  );
});

describe('use', () => {
  test('quits afterwards, also after an error', () =>
    simulated({}, async ({ client, server }) => {
      expect(await client.use(async () => 'result')).toBe('result');
      const boom = new Error('boom');
      expect(
        await failureOf(() =>
          client.use(async () => {
            throw boom;
          }),
        ),
      ).toBe(boom);
      expect(server.lines).toEqual(['EHLO client.test', 'QUIT', 'EHLO client.test', 'QUIT']);
    }));

  test('only closes after a time limit', () =>
    simulated({ answers: { NOOP: null } }, async ({ client, server }) => {
      await failureOf(() => client.use(() => client.noop({ timeout: 10 })));
      expect([client.isConnected, server.lines]).toEqual([false, ['EHLO client.test', 'NOOP']]);
    }));

  test('does not mind a server that refuses QUIT or is gone', () =>
    simulated({ answers: { QUIT: '500 never\r\n' } }, async ({ client, server }) => {
      await client.use(async () => {});
      await client.use(async () => server.peers.at(-1)?.transport?.abort());
      expect(client.isConnected).toBe(false);
    }));
});

describe('send', () => {
  test('does it all in one call', () =>
    simulated({}, async ({ server }) => {
      const options = { ...server.address, localHostname: 'client.test' };
      await send('From: a@x.test\nTo: b@x.test\nBcc: c@x.test\n\nhi', options);
      await send('hi', { ...options, sender: 'a@x.test', recipients: ['b@x.test'] });
      expect(server.lines).toEqual([
        'EHLO client.test',
        'MAIL FROM:<a@x.test> size=34 BODY=8BITMIME',
        'RCPT TO:<b@x.test>',
        'RCPT TO:<c@x.test>',
        'DATA',
        '.',
        'QUIT',
        'EHLO client.test',
        'MAIL FROM:<a@x.test> size=2',
        'RCPT TO:<b@x.test>',
        'DATA',
        '.',
        'QUIT',
      ]);
      expect(server.content).toEqual(['From: a@x.test', 'To: b@x.test', '', 'hi', 'hi']);
    }));
});
