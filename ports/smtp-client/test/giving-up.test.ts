import { CancelledError, getRunningLoop, sleep } from 'tsyncio';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/failure-of.ts';
import { SmtpDataError, SmtpReadTimeoutError, SmtpResponseError, SmtpServerDisconnectedError } from '../src/index.ts';
import type { Answer, Peer } from './scripted-server.ts';
import { simulated, until } from './with-loop.ts';

/** An answer that comes after so many milliseconds. */
function late(delay: number, text: string): Answer {
  return (peer: Peer) => {
    peer.sayAfter(delay, text);
    return null;
  };
}

/** Ready for a message, of which nothing is read. */
function deafly(peer: Peer): string {
  peer.transport?.pauseReading();
  return '354 go on\r\n';
}

describe('commands of several tasks', () => {
  test('take turns in the order in which they were called', () =>
    simulated({ answers: { NOOP: late(50, '250 slow\r\n') } }, async ({ loop, client, server }) => {
      await client.connect();
      await client.ehlo();
      const calls = [() => client.noop(), () => client.vrfy('one'), () => client.rset(), () => client.vrfy('two')];
      const tasks = calls.map((call) => loop.createTask(call));
      expect((await Promise.all(tasks)).map(({ code }) => code)).toEqual([250, 252, 250, 252]);
      expect(server.lines.slice(1)).toEqual(['NOOP', 'VRFY one', 'RSET', 'VRFY two']);
    }));

  test('go on when one that waits for its turn is cancelled', () =>
    simulated({ answers: { NOOP: late(50, '250 slow\r\n') } }, async ({ loop, client, server }) => {
      await client.connect();
      await client.ehlo();
      const [first, second, third] = [() => client.noop(), () => client.vrfy('one'), () => client.vrfy('two')].map((call) =>
        loop.createTask(call),
      );
      await sleep(10);
      second?.cancel();
      expect((await Promise.allSettled([first, second, third])).map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
      ]);
      expect(server.lines.slice(1)).toEqual(['NOOP', 'VRFY two']);
    }));
});

describe('a command that was given up', () => {
  test('fails after the time limit, and its late reply is nobody else’s', () =>
    simulated({ answers: { NOOP: late(500, '299 late\r\n') } }, async ({ loop, client }) => {
      await client.connect();
      await client.ehlo();
      const start = loop.time();
      const error = await failureOf(() => client.noop({ timeout: 100 }));
      expect(error).toBeInstanceOf(SmtpReadTimeoutError);
      expect(error.code).toBe('ERR_SMTP_READ_TIMEOUT');
      expect(loop.time() - start).toBeCloseTo(100, 0);
      expect(client.isConnected).toBe(true);
      expect(await client.vrfy('jo')).toEqual({ code: 252, message: 'perhaps' });
      await sleep(1000);
      expect(await client.rset()).toEqual({ code: 250, message: 'forgotten' });
    }));

  test('may be cancelled, and the connection stays in step', () =>
    simulated({ answers: { NOOP: late(500, '299 late\r\n') } }, async ({ loop, client }) => {
      await client.connect();
      await client.ehlo();
      const task = loop.createTask(() => client.noop());
      await sleep(100);
      task.cancel();
      expect(await failureOf(() => task)).toBeInstanceOf(CancelledError);
      await sleep(1000);
      expect(await client.rset()).toEqual({ code: 250, message: 'forgotten' });
      expect((await client.quit()).code).toBe(221);
    }));

  test('has no limit where there is to be none', () =>
    simulated({ answers: { NOOP: late(3_600_000, '250 slow\r\n') } }, async ({ client }) => {
      await client.connect();
      expect((await client.noop({ timeout: null })).message).toBe('slow');
    }));

  test.each(['DATA', '.'])('in the middle of a message ends the connection: %j', (word) =>
    simulated({ answers: { [word]: null } }, async ({ client, server }) => {
      await client.connect();
      await client.mail('a@x.test');
      await client.rcpt('b@x.test');
      expect(await failureOf(() => client.data('hi', { timeout: 100 }))).toBeInstanceOf(SmtpReadTimeoutError);
      expect(client.isConnected).toBe(false);
      await until(() => server.peers[0]?.lost === true);
    }),
  );

  test('is not one whose message takes long to send: the limit of the reply begins afterwards', () => {
    const answers: Record<string, Answer> = {
      DATA: (peer) => {
        peer.transport?.pauseReading();
        getRunningLoop().callLater(8000, () => peer.transport?.resumeReading());
        return '354 go on\r\n';
      },
      '.': late(8000, '250 queued\r\n'),
    };
    return simulated({ answers }, async ({ loop, client }) => {
      await client.connect();
      const start = loop.time();
      const message = `${'x'.repeat(98)}\n`.repeat(10_000);
      expect((await client.sendmail('a@x.test', 'b@x.test', message, { timeout: 10_000 })).message).toBe('queued');
      expect(loop.time() - start).toBeGreaterThanOrEqual(16_000);
    });
  });

  test('is one that nobody takes', () =>
    simulated({ answers: { DATA: deafly } }, async ({ client }) => {
      await client.connect();
      const message = `${'x'.repeat(98)}\n`.repeat(10_000);
      const error = await failureOf(() => client.sendmail('a@x.test', 'b@x.test', message, { timeout: 1000 }));
      expect(error).toBeInstanceOf(SmtpReadTimeoutError);
      expect(error.message).toBe('Timed out sending the message');
      expect(client.isConnected).toBe(false);
    }));

  test('leaves no part of a message behind: the next one begins with RSET', () =>
    simulated({ answers: { RCPT: late(500, '250 late\r\n') } }, async ({ client, server }) => {
      await client.connect();
      expect(await failureOf(() => client.sendmail('a@x.test', 'b@x.test', 'hi', { timeout: 100 }))).toBeInstanceOf(SmtpReadTimeoutError);
      await client.sendmail('c@x.test', 'd@x.test', 'hi');
      expect(server.lines).toEqual([
        'EHLO client.test',
        'MAIL FROM:<a@x.test> size=2',
        'RCPT TO:<b@x.test>',
        'RSET',
        'MAIL FROM:<c@x.test> size=2',
        'RCPT TO:<d@x.test>',
        'DATA',
        '.',
      ]);
    }));
});

describe('a server that misbehaves', () => {
  test('by sending no reply but something else is told', () =>
    simulated({ answers: { NOOP: 'what\r\n' } }, async ({ client }) => {
      await client.connect();
      const error = (await failureOf(() => client.noop())) as SmtpResponseError;
      expect(error).toBeInstanceOf(SmtpResponseError);
      expect(error.response.code).toBe(-1);
      expect((await client.rset()).code).toBe(250);
    }));

  test('by sending two replies is heard once', () =>
    simulated({ answers: { VRFY: '250 one\r\n251 two\r\n' } }, async ({ client }) => {
      await client.connect();
      expect((await client.vrfy('jo')).message).toBe('one');
      await sleep(10);
      expect((await client.rset()).code).toBe(250);
    }));

  test.each([
    ['before the reply', (peer: Peer) => peer.transport?.close()],
    ['in the middle of it', (peer: Peer) => [peer.say('250-half'), peer.transport?.close()]],
    ['by a reset', (peer: Peer) => peer.transport?.abort()],
  ])('by closing the connection %s ends the command', (_when, act) =>
    simulated(
      {
        answers: {
          NOOP: (peer) => {
            act(peer);
            return null;
          },
        },
      },
      async ({ client, server }) => {
        await client.connect();
        const error = await failureOf(() => client.noop());
        expect(error).toBeInstanceOf(SmtpServerDisconnectedError);
        expect([client.isConnected, client.lastEhloResponse]).toEqual([false, null]);
        await client.connect();
        expect((await client.rset()).code).toBe(250);
        expect(server.peers.length).toBe(2);
      },
    ),
  );

  test('by saying 421 to nobody is understood at the next command', () =>
    simulated({}, async ({ client, server }) => {
      await client.connect();
      await client.ehlo();
      server.peers[0]?.say('421 idle for too long\r\n');
      await sleep(10);
      expect((await failureOf(() => client.noop())).message).toContain('421 idle for too long');
      expect(client.isConnected).toBe(false);
    }));

  test('by refusing the message after DATA leaves the connection usable', () =>
    simulated({ answers: { '.': '552 too big\r\n' } }, async ({ client, server }) => {
      await client.connect();
      const error = (await failureOf(() => client.sendmail('a@x.test', 'b@x.test', 'hi'))) as SmtpDataError;
      expect(error).toBeInstanceOf(SmtpDataError);
      expect(error.response).toEqual({ code: 552, message: 'too big' });
      expect(client.isConnected).toBe(true);
      expect(server.lines.at(-1)).toBe('RSET');
    }));
});
